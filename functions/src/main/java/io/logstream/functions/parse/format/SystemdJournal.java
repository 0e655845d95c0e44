package io.logstream.functions.parse.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An entry of systemd's journal as {@code journalctl -o json} writes it. A wrapper of its {@code
 * MESSAGE}, which is a list of bytes where it is not UTF-8. A field that an entry has twice is a
 * list.
 */
@AutoService(Format.class)
public final class SystemdJournal implements Format {

  private static final String NAME = "systemd-journal";
  private static final String MESSAGE = "MESSAGE";

  private static final VendorFields FIELDS_OF_JOURNAL =
      new VendorFields(NAME, "systemd.journal")
          .map(EcsField.HOST_HOSTNAME, "_HOSTNAME")
          .map(EcsField.HOST_ID, "_MACHINE_ID")
          .map(EcsField.PROCESS_PID, "_PID", "SYSLOG_PID")
          .map(EcsField.PROCESS_EXECUTABLE, "_EXE")
          .map(EcsField.PROCESS_COMMAND_LINE, "_CMDLINE")
          .map(EcsField.PROCESS_THREAD_ID, "TID")
          .map(EcsField.USER_ID, "_UID")
          .map(EcsField.GROUP_ID, "_GID")
          .map(EcsField.LOG_ORIGIN_FILE_NAME, "CODE_FILE")
          .map(EcsField.LOG_ORIGIN_FILE_LINE, "CODE_LINE")
          .map(EcsField.LOG_ORIGIN_FUNCTION, "CODE_FUNC", "CODE_FUNCTION")
          .map(EcsField.EVENT_CODE, "MESSAGE_ID")
          .map(EcsField.ERROR_CODE, "ERRNO")
          .map(EcsField.CONTAINER_ID, "CONTAINER_ID_FULL")
          .map(EcsField.CONTAINER_NAME, "CONTAINER_NAME")
          .map(EcsField.CONTAINER_IMAGE_NAME, "IMAGE_NAME")
          .ignore("__MONOTONIC_TIMESTAMP", "CONTAINER_ID")
          .map("PRIORITY", (event, value, context) -> SyslogPriority.severity(value, event))
          .map("SYSLOG_FACILITY", (event, value, context) -> SyslogPriority.facility(value, event))
          .map(
              "SYSLOG_IDENTIFIER",
              (event, value, context) -> {
                event.set(EcsField.LOG_SYSLOG_APPNAME, value);
                event.set(EcsField.PROCESS_NAME, value);
              })
          .map(
              "_COMM",
              (event, value, context) -> {
                if (!event.has(EcsField.PROCESS_NAME)) {
                  event.set(EcsField.PROCESS_NAME, value);
                }
                event.vendor("systemd.journal.comm", value);
              })
          .map("_SYSTEMD_UNIT", SystemdJournal::unit)
          .map("UNIT", SystemdJournal::unit);

  private static void unit(Event event, String unit, ParseContext context) {
    event.vendor("systemd.unit", unit);
    if (unit.endsWith(".service") && !event.has(EcsField.SERVICE_NAME)) {
      event.set(EcsField.SERVICE_NAME, unit.substring(0, unit.length() - ".service".length()));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "{";
  }

  @Override
  public int fit(String line, Event outer) {
    return JsonLines.isObject(line)
            && (JsonLines.hasMember(line, "__REALTIME_TIMESTAMP", 16_384)
                || JsonLines.hasMember(line, "__CURSOR", 16_384))
        ? MARK
        : NONE;
  }

  @Override
  public long innerTimeTolerance() {
    return FIFTEEN_MINUTES;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    String message = null;
    try (JsonParser parser = Json.FACTORY.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw ParseException.expected(NAME, "'{'", line, 0);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        String value = value(parser);
        if (value == null) {
          continue;
        }
        switch (name) {
          case MESSAGE -> message = value;
          case "__REALTIME_TIMESTAMP" -> time(value, event);
          case "_SOURCE_REALTIME_TIMESTAMP" -> sourceTime(value, event);
          default -> {
            if (FIELDS_OF_JOURNAL.knows(name)) {
              FIELDS_OF_JOURNAL.take(event, name, value, context);
            } else {
              String plain = name.toLowerCase(Locale.ROOT);
              int underscores = 0;
              while (underscores < plain.length() && plain.charAt(underscores) == '_') {
                underscores++;
              }
              FIELDS_OF_JOURNAL.own(event, plain.substring(underscores), value);
            }
          }
        }
      }
    } catch (JsonProcessingException e) {
      throw new ParseException(NAME + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new ParseException(NAME + ": " + e.getMessage());
    }
    if (message == null) {
      // The journal leaves out a message that is too long for it.
      event.set(EcsField.MESSAGE, line);
      return null;
    }
    return message;
  }

  private static void time(String micros, Event event) {
    long value = Values.number(micros);
    if (value >= 0 && value < Long.MAX_VALUE / 1000 && !event.has(EcsField.TIMESTAMP)) {
      event.set(EcsField.TIMESTAMP, value * 1000);
    }
  }

  /** When the message was made, which is more exact than when the journal took it. */
  private static void sourceTime(String micros, Event event) {
    event.remove(EcsField.TIMESTAMP);
    time(micros, event);
  }

  /** A text; the bytes of a list of numbers; the last of a list of texts; null for nothing. */
  private static String value(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.START_ARRAY) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      String last = null;
      while ((token = parser.nextToken()) != JsonToken.END_ARRAY && token != null) {
        if (token == JsonToken.VALUE_NUMBER_INT) {
          bytes.write(parser.getIntValue());
        } else if (token.isScalarValue()) {
          last = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
      return bytes.size() > 0 ? bytes.toString(StandardCharsets.UTF_8) : last;
    }
    if (token == JsonToken.START_OBJECT) {
      parser.skipChildren();
      return null;
    }
    return token == null || token == JsonToken.VALUE_NULL ? null : parser.getText();
  }
}
