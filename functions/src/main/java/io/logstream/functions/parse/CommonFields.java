package io.logstream.functions.parse;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Takes a field that a structured line names for what it is: a field of the schema by its path; a
 * common spelling of a common thing ({@code ts}, {@code lvl}, {@code msg}, {@code trace_id}, {@code
 * status}, …); else the format's own.
 *
 * <p>The spellings are those of the default configurations of zap, zerolog, logrus, slog, bunyan,
 * pino, winston, Serilog, structlog, Logback's and Log4j's JSON layouts, and of the OpenTelemetry
 * SDKs.
 */
public final class CommonFields {

  private static final Map<String, EcsField> SPELLINGS = new HashMap<>();
  private static final Set<String> OBJECTS = new HashSet<>();

  /**
   * Objects that loggers nest what is known in: errors, requests, Log4j's instant, Monolog's date,
   * diagnostic contexts.
   */
  private static final Set<String> KNOWN_OBJECTS =
      Set.of(
          "err",
          "exception",
          "thrown",
          "instant",
          "datetime",
          "mdc",
          "contextMap",
          "context",
          "extra",
          "req",
          "res",
          "request",
          "response",
          "httpRequest",
          "sourceLocation",
          "fields",
          "attributes",
          "Properties",
          "properties",
          "source_location");

  private static void spelt(EcsField field, String... names) {
    for (String name : names) {
      SPELLINGS.put(name, field);
    }
  }

  static {
    spelt(
        EcsField.TIMESTAMP,
        "timestamp",
        "ts",
        "time",
        "t",
        "datetime",
        "eventtime",
        "event_time",
        "@t",
        "date",
        "instant");
    spelt(
        EcsField.TIMESTAMP,
        "asctime",
        "timemillis",
        "time_ms",
        "timestamp_ms",
        "date_time",
        "epoch",
        "logtime",
        "log_time");
    spelt(
        EcsField.LOG_LEVEL,
        "level",
        "lvl",
        "severity",
        "loglevel",
        "log_level",
        "levelname",
        "@l",
        "severitytext",
        "severity_text");
    spelt(EcsField.MESSAGE, "msg", "@m", "@mt", "text", "log_message", "body", "event");
    spelt(
        EcsField.LOG_LOGGER,
        "logger",
        "logger_name",
        "loggername",
        "sourcecontext",
        "caller_class");
    spelt(EcsField.PROCESS_THREAD_NAME, "thread", "thread_name", "threadname");
    spelt(
        EcsField.ERROR_STACK_TRACE,
        "stack_trace",
        "stacktrace",
        "stack",
        "exception",
        "@x",
        "exc_info",
        "traceback",
        "backtrace");
    spelt(EcsField.ERROR_MESSAGE, "error", "err", "error_message", "errormessage");
    spelt(EcsField.ERROR_TYPE, "error_type", "exception_class", "exception_type", "error.kind");
    spelt(EcsField.ERROR_CODE, "error_code", "errorcode");
    spelt(
        EcsField.TRACE_ID,
        "trace_id",
        "traceid",
        "traceId",
        "otel.trace_id",
        "dd.trace_id",
        "x-b3-traceid",
        "mdc.traceid",
        "mdc.trace_id");
    spelt(
        EcsField.SPAN_ID,
        "span_id",
        "spanid",
        "otel.span_id",
        "dd.span_id",
        "x-b3-spanid",
        "mdc.spanid",
        "mdc.span_id");
    for (String context :
        new String[] {
          "mdc.",
          "contextMap.",
          "context.",
          "extra.",
          "fields.",
          "attributes.",
          "Properties.",
          "properties."
        }) {
      String in = context.toLowerCase(java.util.Locale.ROOT);
      spelt(EcsField.TRACE_ID, in + "traceid", in + "trace_id", in + "trace.id");
      spelt(EcsField.SPAN_ID, in + "spanid", in + "span_id", in + "span.id");
      spelt(EcsField.LOG_LOGGER, in + "sourcecontext", in + "logger");
      spelt(EcsField.MESSAGE, in + "message");
    }
    spelt(EcsField.TRACE_ID, "logging.googleapis.com/trace", "@tr");
    spelt(EcsField.SPAN_ID, "logging.googleapis.com/spanid", "@sp");
    for (String error : new String[] {"err", "exception", "thrown", "error", "context.exception"}) {
      spelt(EcsField.ERROR_MESSAGE, error + ".message", error + ".localizedmessage");
      spelt(
          EcsField.ERROR_TYPE,
          error + ".type",
          error + ".name",
          error + ".class",
          error + ".classname");
      spelt(
          EcsField.ERROR_STACK_TRACE,
          error + ".stack",
          error + ".stacktrace",
          error + ".extendedstacktrace",
          error + ".trace");
      spelt(EcsField.ERROR_CODE, error + ".code");
    }
    for (String request : new String[] {"req", "request", "httprequest"}) {
      spelt(EcsField.HTTP_REQUEST_METHOD, request + ".method", request + ".requestmethod");
      spelt(EcsField.URL_ORIGINAL, request + ".url", request + ".uri", request + ".requesturl");
      spelt(EcsField.USER_AGENT_ORIGINAL, request + ".useragent", request + ".user_agent");
      spelt(
          EcsField.SOURCE_ADDRESS,
          request + ".remoteaddress",
          request + ".remoteip",
          request + ".remote_ip",
          request + ".ip");
      spelt(EcsField.SOURCE_PORT, request + ".remoteport");
      spelt(EcsField.HTTP_REQUEST_ID, request + ".id");
    }
    spelt(
        EcsField.HTTP_RESPONSE_STATUS_CODE,
        "res.statuscode",
        "response.status",
        "response.statuscode",
        "httprequest.status");
    spelt(EcsField.LOG_ORIGIN_FILE_NAME, "source.file", "sourcelocation.file");
    spelt(EcsField.LOG_ORIGIN_FILE_LINE, "source.line", "sourcelocation.line");
    spelt(EcsField.LOG_ORIGIN_FUNCTION, "source.function", "sourcelocation.function");
    spelt(EcsField.PROCESS_THREAD_ID, "thread_id", "threadid");
    spelt(EcsField.PROCESS_NAME, "processname", "process_name");
    spelt(EcsField.EVENT_CODE, "@i", "eventid", "event_id");
    spelt(EcsField.LOG_LEVEL, "level_name");
    spelt(EcsField.LOG_LOGGER, "channel");
    spelt(EcsField.TRANSACTION_ID, "transaction_id");
    spelt(
        EcsField.SERVICE_NAME,
        "service",
        "service_name",
        "servicename",
        "app",
        "application",
        "app_name",
        "appname",
        "component");
    spelt(EcsField.SERVICE_VERSION, "service_version", "app_version");
    spelt(EcsField.SERVICE_ENVIRONMENT, "env", "environment", "deployment.environment");
    spelt(
        EcsField.HOST_HOSTNAME,
        "host",
        "hostname",
        "host_name",
        "machine",
        "machinename",
        "server_name");
    spelt(EcsField.PROCESS_PID, "pid", "process_id", "processid");
    spelt(
        EcsField.HTTP_REQUEST_METHOD,
        "method",
        "http_method",
        "request_method",
        "http.method",
        "verb");
    spelt(
        EcsField.HTTP_RESPONSE_STATUS_CODE,
        "status",
        "status_code",
        "statuscode",
        "http_status",
        "http.status_code",
        "response_code");
    spelt(
        EcsField.HTTP_REQUEST_ID,
        "request_id",
        "requestid",
        "req_id",
        "reqid",
        "x-request-id",
        "x_request_id");
    spelt(
        EcsField.HTTP_RESPONSE_BODY_BYTES,
        "bytes_sent",
        "body_bytes_sent",
        "response_size",
        "response_bytes");
    spelt(EcsField.URL_ORIGINAL, "url", "uri", "request_uri", "http.url", "http.target");
    spelt(EcsField.URL_PATH, "path", "request_path", "http.path", "http.route");
    spelt(EcsField.USER_AGENT_ORIGINAL, "useragent", "http_user_agent", "http.user_agent");
    spelt(
        EcsField.SOURCE_ADDRESS,
        "remote_addr",
        "remote_ip",
        "client_ip",
        "clientip",
        "remoteaddr",
        "src_ip",
        "remote_address",
        "client");
    spelt(EcsField.DESTINATION_ADDRESS, "dst_ip", "dest_ip", "server_addr", "upstream_addr");
    spelt(EcsField.SOURCE_PORT, "src_port", "remote_port", "client_port");
    spelt(EcsField.DESTINATION_PORT, "dst_port", "dest_port");
    spelt(EcsField.USER_NAME, "user", "username", "user_name", "login");
    spelt(EcsField.USER_ID, "user_id", "userid", "uid");
    spelt(
        EcsField.SERVICE_TARGET_NAME,
        "peer",
        "peer_service",
        "peer.service",
        "upstream",
        "target",
        "callee");
    for (EcsField field : EcsField.values()) {
      String path = field.path();
      for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
        OBJECTS.add(path.substring(0, dot));
      }
    }
  }

  private final String format;
  private final ParseContext context;
  private final Event event;
  private long instantSeconds = -1;
  private long instantNanos;
  private String date;
  private String dateZone;

  /** Takes the fields of one line into an event; what is not known goes under the format's name. */
  public CommonFields(String format, ParseContext context, Event event) {
    this.format = format;
    this.context = context;
    this.event = event;
  }

  /**
   * Whether the schema has an object at this path, so that a nested object there is the schema's.
   */
  public static boolean isSchemaObject(String path) {
    return OBJECTS.contains(path);
  }

  /** Whether loggers nest fields of known meaning at this path. */
  public static boolean isKnownObject(String path) {
    return KNOWN_OBJECTS.contains(path);
  }

  /** Whether the schema has a field of many values at this path. */
  public static boolean isSchemaList(String path) {
    return EcsField.ofPath(path).filter(EcsField::many).isPresent();
  }

  private EcsField field(String key) {
    EcsField direct = EcsField.ofPath(key).orElse(null);
    if (direct != null) {
      return direct;
    }
    EcsField spelt = SPELLINGS.get(key);
    return spelt != null ? spelt : SPELLINGS.get(key.toLowerCase(java.util.Locale.ROOT));
  }

  /** A field with a text. */
  public void text(String key, String value) {
    if (key.startsWith("datetime.")) {
      datePart(key, value);
      return;
    }
    EcsField field = field(key);
    if (field == null || !taken(field, value)) {
      event.vendor(own(key), value);
    }
  }

  /** A field with a number, as its text. */
  public void number(String key, String value) {
    if (key.startsWith("instant.")) {
      instantPart(key, value);
      return;
    }
    EcsField field = field(key);
    if (field == null || !taken(field, numberLevel(field, value))) {
      ownNumber(key, value);
    }
  }

  /**
   * Bunyan and pino write levels as numbers, 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60
   * fatal; Monolog from 100 debug to 600 emergency.
   */
  private static String numberLevel(EcsField field, String value) {
    if (field != EcsField.LOG_LEVEL) {
      return value;
    }
    return switch (value) {
      case "10" -> "trace";
      case "20" -> "debug";
      case "30" -> "info";
      case "40" -> "warn";
      case "50" -> "error";
      case "60" -> "fatal";
      // Monolog's, which are those of RFC 5424 with room between.
      case "100" -> "debug";
      case "200" -> "info";
      case "250" -> "notice";
      case "300" -> "warn";
      case "400" -> "error";
      case "500" -> "critical";
      case "550" -> "alert";
      case "600" -> "emergency";
      default -> value;
    };
  }

  /** Log4j's JSON layout: {@code "instant":{"epochSecond":1709208000,"nanoOfSecond":123000000}}. */
  private void instantPart(String key, String value) {
    try {
      long number = Long.parseLong(value);
      switch (key) {
        case "instant.epochSecond" -> instantSeconds = number;
        case "instant.nanoOfSecond" -> instantNanos = number;
        default -> ownNumber(key, value);
      }
    } catch (NumberFormatException e) {
      event.vendor(own(key), value);
    }
  }

  /**
   * Monolog's: {@code "datetime":{"date":"2024-02-29 12:00:00.123","timezone":"Europe/Berlin"}}.
   */
  private void datePart(String key, String value) {
    switch (key) {
      case "datetime.date" -> date = value;
      case "datetime.timezone" -> dateZone = value;
      default -> event.vendor(own(key), value);
    }
  }

  /** Sets what takes more than one member to know, once all were given. */
  public void complete() {
    if (instantSeconds >= 0 && instantSeconds <= 9_200_000_000L) {
      event.set(
          EcsField.TIMESTAMP, instantSeconds * 1_000_000_000L + instantNanos % 1_000_000_000L);
    }
    if (date != null) {
      ParseContext local = context;
      try {
        local =
            dateZone == null
                ? context
                : new ParseContext(context.receivedNanos(), java.time.ZoneId.of(dateZone));
      } catch (java.time.DateTimeException e) {
        event.vendor(own("datetime.timezone"), dateZone);
      }
      long nanos = Timestamps.any(format, date, local);
      if (nanos >= 0) {
        event.set(EcsField.TIMESTAMP, nanos);
      } else {
        event.vendor(own("datetime.date"), date);
      }
    }
  }

  private void ownNumber(String key, String value) {
    try {
      if (value.indexOf('.') < 0 && value.indexOf('e') < 0 && value.indexOf('E') < 0) {
        event.vendor(own(key), Long.parseLong(value));
      } else {
        event.vendor(own(key), Double.parseDouble(value));
      }
    } catch (NumberFormatException e) {
      // Longer than any number type: kept as the text that it is.
      event.vendor(own(key), value);
    }
  }

  /** A field that is true or false. */
  public void flag(String key, boolean value) {
    EcsField field = field(key);
    if (field != null && field.type() == EcsField.Type.BOOLEAN) {
      event.set(field, value);
    } else {
      event.vendor(own(key), value);
    }
  }

  /** A field with an object or a list, as JSON text. */
  public void json(String key, String json) {
    EcsField field = EcsField.ofPath(key).orElse(null);
    if (field != null && field.type() == EcsField.Type.OBJECT) {
      event.set(field, json);
    } else {
      event.vendor(own(key), new Event.RawJson(json));
    }
  }

  private String own(String key) {
    return key.isEmpty() ? format + ".empty" : format + "." + key;
  }

  /**
   * Sets the field from the text; false where the text is not of the field's type or the field is
   * taken already.
   */
  private boolean taken(EcsField field, String value) {
    if (event.has(field)
        && !field.many()
        && field != EcsField.TIMESTAMP
        && field != EcsField.LOG_LEVEL
        && field != EcsField.HOST_HOSTNAME
        && field != EcsField.PROCESS_PID
        && field != EcsField.SERVICE_NAME) {
      return false;
    }
    switch (field.type()) {
      case DATE -> {
        long nanos = Timestamps.any(format, value, context);
        if (nanos >= 0) {
          event.set(field, nanos);
        }
        return nanos >= 0;
      }
      case LONG -> {
        try {
          event.set(field, Long.parseLong(value));
          return true;
        } catch (NumberFormatException e) {
          return false;
        }
      }
      case DOUBLE -> {
        try {
          event.set(field, Double.parseDouble(value));
          return true;
        } catch (NumberFormatException e) {
          return false;
        }
      }
      case BOOLEAN -> {
        boolean isFlag = value.equals("true") || value.equals("false");
        if (isFlag) {
          event.set(field, value.equals("true"));
        }
        return isFlag;
      }
      case OBJECT -> {
        return false;
      }
      default -> {
        if (field.many()) {
          event.add(field, value);
        } else {
          event.set(field, value);
        }
        return true;
      }
    }
  }
}
