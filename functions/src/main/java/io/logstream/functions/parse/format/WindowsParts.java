package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.CommonFields;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The parts of a Windows event under the names that its XML gives them. */
final class WindowsParts {

  private static final Set<String> SYSTEM =
      Set.of(
          "EventID",
          "EventId",
          "Channel",
          "Computer",
          "Hostname",
          "ProviderName",
          "SourceName",
          "ProviderGuid",
          "TimeCreated",
          "EventTime",
          "ProcessID",
          "ThreadID",
          "ExecutionProcessID",
          "ExecutionThreadID",
          "UserID",
          "ActivityID",
          "EventRecordID",
          "RecordNumber",
          "Level",
          "Severity",
          "SeverityValue",
          "Task",
          "Opcode",
          "Keywords",
          "Version",
          "Message",
          "EventType",
          "Category",
          "EventReceivedTime",
          "SourceModuleName",
          "SourceModuleType",
          "OpcodeValue");

  private final Map<String, String> parts = new LinkedHashMap<>();
  private final Map<String, String> data = new LinkedHashMap<>();

  void part(String name, String value) {
    if (value != null && !value.isBlank()) {
      parts.putIfAbsent(name, value);
    }
  }

  void data(String name, String value) {
    if (!value.isBlank() && !value.equals("-")) {
      data.putIfAbsent(name, value);
    }
  }

  /** A part of the system section; empty where it is absent. */
  String part(String name) {
    return parts.getOrDefault(name, "");
  }

  /** A value of the event's data; empty where it is absent. */
  String data(String name) {
    return data.getOrDefault(name, "");
  }

  private String first(String... names) {
    for (String name : names) {
      String value = part(name);
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  String eventId() {
    return first("EventID", "EventId");
  }

  String channel() {
    return part("Channel");
  }

  /** Winlogbeat's document: the schema's own fields, and {@code winlog}. */
  void beat(String format, String line, ParseContext context, Event event) throws ParseException {
    CommonFields fields = new CommonFields(format, context, event);
    JsonLeaves.visit(
        format,
        line,
        new JsonLeaves.Visitor() {
          @Override
          public void text(String path, String value) {
            if (!winlog(path, value)) {
              fields.text(path, value);
            }
          }

          @Override
          public void number(String path, String value) {
            if (!winlog(path, value)) {
              fields.number(path, value);
            }
          }

          @Override
          public void flag(String path, boolean value) {
            fields.flag(path, value);
          }

          @Override
          public void list(String path, List<String> values, String json) {
            if (path.equals("winlog.keywords")) {
              part("Keywords", String.join(" ", values));
            } else if (CommonFields.isSchemaList(path) && !values.isEmpty()) {
              values.forEach(value -> fields.text(path, value));
            } else {
              fields.json(path, json);
            }
          }
        });
  }

  private boolean winlog(String path, String value) {
    if (path.startsWith("winlog.event_data.")) {
      data(path.substring("winlog.event_data.".length()), value);
      return true;
    }
    String name =
        switch (path) {
          case "winlog.event_id", "event.code" -> "EventID";
          case "winlog.channel" -> "Channel";
          case "winlog.computer_name" -> "Computer";
          case "winlog.provider_name" -> "ProviderName";
          case "winlog.provider_guid" -> "ProviderGuid";
          case "winlog.record_id" -> "EventRecordID";
          case "winlog.process.pid" -> "ProcessID";
          case "winlog.process.thread.id" -> "ThreadID";
          case "winlog.task" -> "Task";
          case "winlog.opcode" -> "Opcode";
          case "winlog.user.identifier" -> "UserID";
          case "winlog.activity_id" -> "ActivityID";
          case "winlog.version" -> "Version";
          default -> null;
        };
    if (name != null) {
      part(name, value);
    }
    return name != null;
  }

  /** NXLog's and others' flat object: what is not of the system section is the event's data. */
  void flat(String format, String line, Event event) throws ParseException {
    JsonLeaves.visit(
        format,
        line,
        new JsonLeaves.Visitor() {
          @Override
          public void text(String path, String value) {
            String name = path.substring(path.lastIndexOf('.') + 1);
            if (path.startsWith("EventData.") || !SYSTEM.contains(name) && !name.equals("Name")) {
              data(name, value);
            } else {
              part(name, value);
            }
          }

          @Override
          public void number(String path, String value) {
            text(path, value);
          }

          @Override
          public void flag(String path, boolean value) {
            text(path, value ? "true" : "false");
          }

          @Override
          public void list(String path, List<String> values, String json) {
            event.vendor("winlog.event_data." + path, new Event.RawJson(json));
          }
        });
  }

  /** Sets the system section and the data. */
  void into(String format, Event event, ParseContext context) {
    for (String time : new String[] {"TimeCreated", "EventTime", "UtcTime"}) {
      long nanos =
          Timestamps.any(format, time.equals("UtcTime") ? data(time) : part(time), context);
      if (nanos >= 0 && !event.has(EcsField.TIMESTAMP)) {
        event.set(EcsField.TIMESTAMP, nanos);
      }
    }
    event.set(EcsField.EVENT_CODE, eventId());
    event.set(EcsField.EVENT_PROVIDER, first("ProviderName", "SourceName"));
    if (!event.has(EcsField.HOST_HOSTNAME)) {
      event.set(EcsField.HOST_HOSTNAME, first("Computer", "Hostname"));
    }
    Values.number(event, EcsField.PROCESS_PID, first("ProcessID", "ExecutionProcessID"));
    Values.number(event, EcsField.PROCESS_THREAD_ID, first("ThreadID", "ExecutionThreadID"));
    event.vendor("winlog.channel", channel());
    event.vendor("winlog.event_id", eventId());
    event.vendor("winlog.record_id", first("EventRecordID", "RecordNumber"));
    event.vendor("winlog.provider_guid", part("ProviderGuid"));
    event.vendor("winlog.user.identifier", part("UserID"));
    event.vendor("winlog.activity_id", part("ActivityID"));
    event.vendor("winlog.task", first("RenderedTask", "Category", "Task"));
    event.vendor("winlog.opcode", first("RenderedOpcode", "Opcode"));
    event.vendor("winlog.keywords", first("RenderedKeyword", "Keywords"));
    String level = first("RenderedLevel", "Severity", "Level");
    if (!event.has(EcsField.LOG_LEVEL)) {
      event.set(EcsField.LOG_LEVEL, level(level));
    }
    event.set(EcsField.MESSAGE, first("RenderedMessage", "Message"));
    data.forEach((key, value) -> event.vendor("winlog.event_data." + key.replace('.', '_'), value));
  }

  /** Levels by number: 1 critical, 2 error, 3 warning, 4 information, 5 verbose. */
  private static String level(String level) {
    return switch (level) {
      case "0", "4" -> "information";
      case "1" -> "critical";
      case "2" -> "error";
      case "3" -> "warning";
      case "5" -> "verbose";
      default -> level.toLowerCase(Locale.ROOT);
    };
  }
}
