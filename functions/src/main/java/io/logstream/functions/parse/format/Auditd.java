package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The Linux audit log: {@code type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e syscall=2
 * success=no exit=-13 … comm="cat" exe="/bin/cat"}, with {@code node=} in front, with a message in
 * quotes ({@code msg='op=login acct="root" … res=success'}), with the looked-up names behind a
 * group separator. What a stranger may have chosen is in quotes or, with blanks in it, in
 * hexadecimal.
 */
@AutoService(Format.class)
public final class Auditd implements Format {

  private static final String NAME = "auditd";
  private static final char NAMES = '\u001d';

  private static final VendorFields KEYS =
      new VendorFields(NAME, "auditd.data")
          .map(EcsField.PROCESS_PID, "pid")
          .map(EcsField.PROCESS_PARENT_PID, "ppid")
          .map(EcsField.USER_ID, "uid")
          .map(EcsField.USER_EFFECTIVE_ID, "euid")
          .map(EcsField.GROUP_ID, "gid")
          .map(EcsField.PROCESS_NAME, "comm")
          .map(EcsField.PROCESS_EXECUTABLE, "exe")
          .map(EcsField.PROCESS_WORKING_DIRECTORY, "cwd")
          .map(EcsField.PROCESS_COMMAND_LINE, "cmd")
          .map(EcsField.PROCESS_EXIT_CODE, "exit_code")
          .map(EcsField.FILE_PATH, "name", "path")
          .map(EcsField.FILE_MODE, "mode")
          .map(EcsField.RULE_NAME, "key")
          .map(EcsField.USER_NAME, "UID")
          .map(EcsField.USER_EFFECTIVE_NAME, "EUID")
          .map(EcsField.GROUP_NAME, "GID")
          .map("hostname", (event, value, context) -> event.set(EcsField.SOURCE_DOMAIN, value))
          .map("addr", (event, value, context) -> event.set(EcsField.SOURCE_ADDRESS, value))
          .map("acct", (event, value, context) -> account(event, value))
          .map("res", (event, value, context) -> outcome(event, value))
          .map("success", (event, value, context) -> outcome(event, value))
          .map("op", (event, value, context) -> event.vendor("auditd.data.op", value))
          .map(
              "auid",
              (event, value, context) ->
                  event.vendor("auditd.data.auid", value.equals("4294967295") ? "unset" : value))
          .map(
              "ses",
              (event, value, context) ->
                  event.vendor("auditd.session", value.equals("4294967295") ? "unset" : value))
          .map(
              "proctitle",
              (event, value, context) -> {
                String title = value.replace('\0', ' ');
                event.set(EcsField.PROCESS_TITLE, title);
                event.set(EcsField.PROCESS_COMMAND_LINE, title);
              });

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "tna";
  }

  @Override
  public int fit(String line, Event outer) {
    boolean fromFile = line.startsWith("type=") || line.startsWith("node=");
    // The kernel's own, where no daemon takes them: "audit: type=1400 audit(…): …".
    boolean fromKernel = line.startsWith("audit: type=") || line.startsWith("audit(");
    if (!fromFile && !fromKernel) {
      return NONE;
    }
    int audit = line.indexOf("audit(");
    return audit >= 0 && audit < 200 && (fromKernel || line.startsWith("msg=", audit - 4))
        ? MARK
        : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    event.set(EcsField.MESSAGE, line);
    if (cursor.skip("node=")) {
      event.set(EcsField.HOST_HOSTNAME, cursor.until(' '));
    }
    cursor.skip("audit: ");
    String type = "";
    if (cursor.skip("type=")) {
      type = cursor.until(' ');
      event.vendor("auditd.message_type", type.toLowerCase(Locale.ROOT));
    }
    cursor.skip("msg=");
    cursor.expect("audit(");
    int start = cursor.position();
    String time = cursor.until(':');
    long nanos = Timestamps.epochSeconds(time);
    if (nanos < 0) {
      cursor.moveTo(start);
      throw cursor.expected("seconds since the epoch");
    }
    event.set(EcsField.TIMESTAMP, nanos);
    event.set(EcsField.EVENT_SEQUENCE, cursor.digits());
    cursor.expect("):");
    pairs(line, cursor.position(), event, context);
    if (type.equals("EXECVE")) {
      arguments(line, event);
    }
    category(type, event);
    return null;
  }

  private static void pairs(String line, int from, Event event, ParseContext context) {
    int i = from;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == ' ' || c == ',' || c == NAMES || c == '\'' || c == ')') {
        i++;
        continue;
      }
      int equals = i;
      while (equals < line.length() && " =".indexOf(line.charAt(equals)) < 0) {
        equals++;
      }
      if (equals == line.length() || line.charAt(equals) != '=') {
        i = equals;
        continue;
      }
      String key = line.substring(i, equals);
      int value = equals + 1;
      if (key.equals("msg") && value < line.length() && line.charAt(value) == '\'') {
        i = value + 1;
        continue;
      }
      int end = valueEnd(line, value);
      take(key, line.substring(value, end), event, context);
      i = end;
    }
  }

  private static int valueEnd(String line, int from) {
    if (from < line.length() && line.charAt(from) == '"') {
      int close = line.indexOf('"', from + 1);
      return close < 0 ? line.length() : close + 1;
    }
    int i = from;
    while (i < line.length() && " '\u001d".indexOf(line.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private static void take(String key, String raw, Event event, ParseContext context) {
    String value = text(key, raw);
    if (value.isEmpty() || value.equals("?") || value.equals("(null)")) {
      return;
    }
    KEYS.take(event, key, value, context);
  }

  /** A value out of its quotes or its hexadecimal digits. */
  private static String text(String key, String raw) {
    if (raw.length() >= 2 && raw.startsWith("\"") && raw.endsWith("\"")) {
      return raw.substring(1, raw.length() - 1);
    }
    boolean maybeHex =
        switch (key) {
          case "comm", "exe", "cwd", "name", "cmd", "proctitle", "acct", "key", "path", "data" ->
              true;
          default ->
              key.length() <= 4 && key.startsWith("a") && key.length() > 1 && raw.length() > 16;
        };
    if (!maybeHex || raw.length() < 2 || raw.length() % 2 != 0 || !isHex(raw)) {
      return raw;
    }
    return new String(HexFormat.of().parseHex(raw), StandardCharsets.UTF_8);
  }

  private static boolean isHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(Cursor.isDigit(c) || c >= 'A' && c <= 'F')) {
        return false;
      }
    }
    return true;
  }

  private static void account(Event event, String name) {
    event.set(EcsField.USER_NAME, name);
  }

  private static void outcome(Event event, String value) {
    switch (value) {
      case "yes", "success", "1" -> event.set(EcsField.EVENT_OUTCOME, "success");
      case "no", "failed", "0" -> event.set(EcsField.EVENT_OUTCOME, "failure");
      default -> event.vendor("auditd.data.res", value);
    }
  }

  /** {@code argc=2 a0="cat" a1="/etc/passwd"}. */
  private static void arguments(String line, Event event) {
    StringBuilder command = new StringBuilder();
    int count = 0;
    while (count < 100) {
      String key = " a" + count + "=";
      int at = line.indexOf(key);
      if (at < 0) {
        break;
      }
      int value = at + key.length();
      String argument = text("cmd", line.substring(value, valueEnd(line, value)));
      event.add(EcsField.PROCESS_ARGS, argument);
      command.append(count == 0 ? "" : " ").append(argument);
      count++;
    }
    if (count > 0) {
      event.set(EcsField.PROCESS_ARGS_COUNT, count);
      event.set(EcsField.PROCESS_COMMAND_LINE, command.toString());
    }
  }

  private static void category(String type, Event event) {
    event.set(EcsField.EVENT_ACTION, type.toLowerCase(Locale.ROOT));
    switch (type) {
      case "USER_AUTH", "USER_ACCT", "USER_LOGIN", "USER_ERR", "ANOM_LOGIN_FAILURES" -> {
        event.set(EcsField.EVENT_CATEGORY, "authentication");
        event.set(EcsField.EVENT_TYPE, type.equals("USER_LOGIN") ? "start" : "info");
      }
      case "USER_START", "CRED_ACQ", "LOGIN" -> {
        event.set(EcsField.EVENT_CATEGORY, "session");
        event.set(EcsField.EVENT_TYPE, "start");
      }
      case "USER_END", "CRED_DISP", "USER_LOGOUT" -> {
        event.set(EcsField.EVENT_CATEGORY, "session");
        event.set(EcsField.EVENT_TYPE, "end");
      }
      case "ADD_USER", "DEL_USER", "ADD_GROUP", "DEL_GROUP", "USER_CHAUTHTOK", "USER_MGMT" -> {
        event.set(EcsField.EVENT_CATEGORY, "iam");
        event.set(
            EcsField.EVENT_TYPE,
            type.startsWith("ADD") ? "creation" : type.startsWith("DEL") ? "deletion" : "change");
      }
      case "EXECVE", "PROCTITLE", "SYSCALL", "USER_CMD", "SERVICE_START", "SERVICE_STOP" -> {
        event.set(EcsField.EVENT_CATEGORY, "process");
        event.set(
            EcsField.EVENT_TYPE,
            type.equals("SERVICE_STOP")
                ? "end"
                : type.equals("EXECVE") || type.equals("USER_CMD") || type.equals("SERVICE_START")
                    ? "start"
                    : "info");
      }
      case "PATH", "CWD", "OPENAT", "FANOTIFY" -> {
        event.set(EcsField.EVENT_CATEGORY, "file");
        event.set(EcsField.EVENT_TYPE, "access");
      }
      case "SOCKADDR", "NETFILTER_CFG", "NETFILTER_PKT" -> {
        event.set(EcsField.EVENT_CATEGORY, "network");
        event.set(EcsField.EVENT_TYPE, "info");
      }
      case "CONFIG_CHANGE", "MAC_CONFIG_CHANGE", "DAEMON_CONFIG", "MAC_STATUS" -> {
        event.set(EcsField.EVENT_CATEGORY, "configuration");
        event.set(EcsField.EVENT_TYPE, "change");
      }
      case "AVC", "USER_AVC", "SECCOMP", "SELINUX_ERR", "1400" -> {
        event.set(EcsField.EVENT_CATEGORY, "process");
        event.set(EcsField.EVENT_TYPE, "denied");
        event.set(EcsField.EVENT_OUTCOME, "failure");
      }
      default -> {
        event.set(EcsField.EVENT_CATEGORY, "host");
        event.set(EcsField.EVENT_TYPE, "info");
      }
    }
  }
}
