package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.event.JsonBytes;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.StreamHeader;
import io.logstream.functions.parse.Timestamps;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Zeek's logs (Bro's, before): tab-separated with their header lines, JSON a line, and JSON wrapped
 * in an object named by the log. The fields are in {@link ZeekLogs}.
 *
 * <p>A tab-separated line that comes without the header of its file is known by the time and the
 * connection's identity in front, and by the columns of Zeek's own releases ({@link ZeekColumns}).
 * A header line is an event with a message.
 */
@AutoService(Format.class)
public final class Zeek implements Format {

  private static final String NAME = "zeek";
  private static final int LONGEST_LOG_NAME = 32;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.PROSE + "{";
  }

  @Override
  public int fit(String line, Event outer) {
    if (line.isEmpty()) {
      return NONE;
    }
    return switch (line.charAt(0)) {
      case '#' -> isHeader(line) ? MARK : NONE;
      case '{' -> isJson(line) ? MARK : hasTimeFirst(line) ? SYNTAX + 5 : NONE;
      default -> ZeekColumns.fits(line) ? FIELDS : NONE;
    };
  }

  @Override
  public int fit(String line, Event outer, StreamHeader header) {
    int columns = header.columns(NAME).size();
    if (columns > 0
        && !line.startsWith("{")
        && !line.startsWith("#")
        && separators(line, separator(header), columns) == columns - 1
        && (columns > 1 || !Cursor.isDigit(line.charAt(0)))) {
      return MARK;
    }
    return fit(line, outer);
  }

  private static int separators(String line, char separator, int limit) {
    int count = 0;
    for (int i = line.indexOf(separator);
        i >= 0 && count < limit;
        i = line.indexOf(separator, i + 1)) {
      count++;
    }
    return count;
  }

  private static boolean isHeader(String line) {
    return line.startsWith("#separator ")
        || line.startsWith("#set_separator")
        || line.startsWith("#empty_field")
        || line.startsWith("#unset_field")
        || line.startsWith("#path\t")
        || line.startsWith("#open\t")
        || line.startsWith("#close\t")
        || line.startsWith("#fields\t")
        || line.startsWith("#types\t");
  }

  /** {@code {"ts":…,"uid":…}}, {@code {"_path":…}}, or {@code {"conn":{"ts":…}}}. */
  private static boolean isJson(String line) {
    String log = wrappedIn(line);
    int limit = Math.min(line.length(), 400);
    if (!log.isEmpty()) {
      int inner = line.indexOf("\"ts\"");
      return inner > 0 && inner < limit && (ZeekLogs.isKnown(log) || inner < log.length() + 12);
    }
    int ts = line.indexOf("\"ts\"");
    boolean hasPath = has(line, "\"_path\"", limit) && !has(line, "\"event_type\"", limit);
    boolean hasTime = ts > 0 && ts < limit;
    return hasPath
        || hasTime
            && (has(line, "\"id.orig_h\"", 1000)
                || has(line, "\"uid\"", 200)
                || has(line, "\"uids\"", 200)
                || has(line, "\"fuid\"", 200)
                || has(line, "\"note\"", 200)
                || has(line, "\"certificate.", 300)
                || has(line, "\"software_type\"", 200)
                || has(line, "\"port_num\"", 200)
                || has(line, "\"percent_lost\"", 300)
                || has(line, "\"pkts_proc\"", 300)
                || has(line, "\"fingerprint\"", 200));
  }

  /** Some record of Zeek's that no field tells: the time comes first, and no logger's fields. */
  private static boolean hasTimeFirst(String line) {
    return line.startsWith("{\"ts\":")
        && !has(line, "\"level\"", 1000)
        && !has(line, "\"lvl\"", 1000)
        && !has(line, "\"msg\"", 1000)
        && !has(line, "\"message\"", 1000);
  }

  private static boolean has(String line, String text, int limit) {
    int at = line.indexOf(text);
    return at >= 0 && at < limit;
  }

  /** The log's name where the record is wrapped in an object of that name; else empty. */
  private static String wrappedIn(String line) {
    int start = 1;
    while (start < line.length() && line.charAt(start) == ' ') {
      start++;
    }
    if (start >= line.length() || line.charAt(start) != '"') {
      return "";
    }
    int end = line.indexOf('"', start + 1);
    if (end < 0 || end - start > LONGEST_LOG_NAME) {
      return "";
    }
    int i = end + 1;
    while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == ':')) {
      i++;
    }
    String name = line.substring(start + 1, end);
    return i < line.length() && line.charAt(i) == '{' && !name.equals("id") ? name : "";
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    return parse(line, context, new StreamHeader(), event);
  }

  @Override
  public String parse(String line, ParseContext context, StreamHeader header, Event event)
      throws ParseException {
    if (line.startsWith("#")) {
      header(line, context, header, event);
    } else if (line.startsWith("{")) {
      json(line, context, event);
    } else {
      columns(line, context, header, event);
    }
    return null;
  }

  private static void header(String line, ParseContext context, StreamHeader header, Event event) {
    event.set(EcsField.MESSAGE, line);
    event.set(EcsField.OBSERVER_VENDOR, "Zeek");
    event.set(EcsField.OBSERVER_PRODUCT, "Zeek");
    if (line.startsWith("#separator ")) {
      String text = line.substring("#separator ".length()).strip();
      header.setProperty(NAME, "separator", unescape(text));
      return;
    }
    String separator = String.valueOf(separator(header));
    int end = line.indexOf(separator);
    if (end < 0) {
      return;
    }
    String key = line.substring(1, end);
    String value = line.substring(end + 1);
    switch (key) {
      case "fields" -> header.setColumns(NAME, List.of(value.split(separator, -1)));
      case "open", "close" -> opened(value, context, event);
      case "types", "path", "set_separator", "empty_field", "unset_field" ->
          header.setProperty(NAME, key, value);
      default -> {}
    }
  }

  /** {@code 2024-02-29-12-00-00}, when the file was opened or closed. */
  private static void opened(String value, ParseContext context, Event event) {
    if (value.length() == 19) {
      String iso = value.substring(0, 10) + " " + value.substring(11).replace('-', ':');
      long nanos = Timestamps.any(NAME, iso, context);
      if (nanos >= 0) {
        event.set(EcsField.TIMESTAMP, nanos);
      }
    }
  }

  private static char separator(StreamHeader header) {
    String separator = header.property(NAME, "separator", "\t");
    return separator.isEmpty() ? '\t' : separator.charAt(0);
  }

  private static void json(String line, ParseContext context, Event event) throws ParseException {
    Record record = new Record();
    JsonLeaves.visit(NAME, line, record);
    String wrapped = wrappedIn(line);
    String prefix = wrapped.isEmpty() ? "" : wrapped + ".";
    String log = !wrapped.isEmpty() ? wrapped : record.text("_path");
    if (log.isEmpty()) {
      log = ZeekLogs.guess(record.values.keySet());
    }
    record.into(event, log, prefix, context);
  }

  private static void columns(String line, ParseContext context, StreamHeader header, Event event)
      throws ParseException {
    String separator = String.valueOf(separator(header));
    String[] values = line.split(Pattern.quote(separator), -1);
    List<String> names = header.columns(NAME);
    String log = header.property(NAME, "path", "");
    String[] types = header.property(NAME, "types", "").split(separator, -1);
    if (names.size() != values.length) {
      ZeekColumns.Layout layout = ZeekColumns.of(values);
      if (layout == null) {
        throw ParseException.expected(
            NAME, "a header line, a JSON object or the columns of a log", line, 0);
      }
      names = layout.columns();
      log = layout.log();
      types = new String[0];
    } else if (log.isEmpty()) {
      log = ZeekLogs.guess(Set.copyOf(names));
    }
    String unset = header.property(NAME, "unset_field", "-");
    String empty = header.property(NAME, "empty_field", "(empty)");
    String setSeparator = header.property(NAME, "set_separator", ",");
    Record record = new Record();
    for (int i = 0; i < values.length; i++) {
      String value = values[i];
      if (!value.equals(unset) && !value.equals(empty)) {
        String type = types.length == values.length ? types[i] : ZeekColumns.type(names.get(i));
        record.typed(names.get(i), type, value, setSeparator);
      }
    }
    record.into(event, log, "", context);
  }

  /** {@code \x09} is a tab: Zeek escapes what would end a value so. */
  private static String unescape(String value) {
    int at = value.indexOf("\\x");
    if (at < 0) {
      return value;
    }
    StringBuilder text = new StringBuilder();
    int from = 0;
    while (at >= 0) {
      int high = at + 3 < value.length() ? Character.digit(value.charAt(at + 2), 16) : -1;
      int low = at + 3 < value.length() ? Character.digit(value.charAt(at + 3), 16) : -1;
      if (high >= 0 && low >= 0) {
        text.append(value, from, at).append((char) (high * 16 + low));
        from = at + 4;
      }
      at = value.indexOf("\\x", at + 2);
    }
    return text.append(value.substring(from)).toString();
  }

  /** A record's fields by their names, whichever way they were written. */
  private static final class Record implements JsonLeaves.Visitor {

    private final Map<String, Object> values = new LinkedHashMap<>();

    /** A list: its scalar values, and the whole as JSON. */
    private record Elements(List<String> texts, String json) {}

    String text(String name) {
      return values.get(name) instanceof String text ? text : "";
    }

    @Override
    public void text(String path, String value) {
      values.put(path, value);
    }

    @Override
    public void number(String path, String value) {
      values.put(path, new Number(value));
    }

    @Override
    public void flag(String path, boolean value) {
      values.put(path, value);
    }

    @Override
    public void list(String path, List<String> texts, String json) {
      values.put(path, new Elements(texts, json));
    }

    private record Number(String text) {}

    /** Takes a value of a tab-separated log by the type that its header states. */
    void typed(String name, String type, String value, String setSeparator) {
      if (type.startsWith("set[") || type.startsWith("vector[")) {
        List<String> texts = new ArrayList<>();
        JsonBytes json = new JsonBytes(64).raw('[');
        for (String element : value.split(Pattern.quote(setSeparator), -1)) {
          String text = unescape(element);
          texts.add(text);
          if (texts.size() > 1) {
            json.raw(',');
          }
          json.string(text);
        }
        list(name, texts, new String(json.raw(']').toByteArray(), StandardCharsets.UTF_8));
        return;
      }
      switch (type) {
        case "count", "int", "port", "double", "interval", "time" -> number(name, value);
        case "bool" -> flag(name, value.equals("T"));
        default -> text(name, unescape(value));
      }
    }

    void into(Event event, String log, String prefix, ParseContext context) {
      VendorFields fields = ZeekLogs.fields(log);
      JsonLeaves.Into into = new JsonLeaves.Into(fields, event, context);
      if (log.equals("dns")) {
        answers(event, prefix);
      }
      values.forEach(
          (path, value) -> {
            String name = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
            if (value instanceof String text) {
              into.text(name, text);
            } else if (value instanceof Number number) {
              into.number(name, number.text());
            } else if (value instanceof Boolean flag) {
              into.flag(name, flag);
            } else if (value instanceof Elements list) {
              into.list(name, list.texts(), list.json());
            }
          });
      ZeekLogs.complete(log, event);
      message(event, log);
    }

    private void answers(Event event, String prefix) {
      if (values.remove(prefix + "answers") instanceof Elements answers) {
        List<String> ttls =
            values.remove(prefix + "TTLs") instanceof Elements list ? list.texts() : List.of();
        DnsAnswers all = new DnsAnswers(event);
        for (int i = 0; i < answers.texts().size(); i++) {
          String data = answers.texts().get(i);
          long ttl = -1;
          if (i < ttls.size()) {
            String seconds = ttls.get(i);
            int point = seconds.indexOf('.');
            ttl = Values.number(point < 0 ? seconds : seconds.substring(0, point));
          }
          String type = IpAddresses.isV4(data) ? "A" : IpAddresses.isV6(data) ? "AAAA" : "";
          all.add("", type, data, ttl);
        }
        all.set();
      }
    }

    private static void message(Event event, String log) {
      if (!event.has(EcsField.MESSAGE)) {
        StringBuilder text = new StringBuilder("zeek ").append(log.isEmpty() ? "log" : log);
        String source = event.textOrNull(EcsField.SOURCE_ADDRESS);
        String destination = event.textOrNull(EcsField.DESTINATION_ADDRESS);
        if (source != null && destination != null) {
          text.append(' ').append(source).append(" → ").append(destination);
        }
        event.set(EcsField.MESSAGE, text.toString());
      }
    }
  }
}
