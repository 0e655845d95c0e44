package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.util.List;

/**
 * sudo's log: {@code alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id}, with
 * the reason in front where it refused: {@code alice : 3 incorrect password attempts ; TTY=…}. The
 * command stands last and may hold anything.
 */
@AutoService(Format.class)
public final class Sudo implements Format {

  private static final String NAME = "sudo";
  private static final String SEPARATOR = " ; ";
  private static final String COMMAND = "COMMAND=";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> programs() {
    return List.of("sudo", "sudoedit");
  }

  @Override
  public int fit(String line, Event outer) {
    return line.startsWith("pam_") ? NONE : FIELDS;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    event.set(EcsField.MESSAGE, line);
    int colon = line.indexOf(" : ");
    if (colon <= 0) {
      return null;
    }
    event.set(EcsField.USER_NAME, line.substring(0, colon).strip());
    int command = line.indexOf(COMMAND, colon);
    int end = command < 0 ? line.length() : command;
    boolean refused = false;
    boolean hasPairs = command >= 0;
    int at = colon + 3;
    while (at < end) {
      int separator = line.indexOf(SEPARATOR, at);
      int stop = separator < 0 || separator > end ? end : separator;
      refused |= part(line.substring(at, stop).strip(), event);
      at = stop + SEPARATOR.length();
    }
    if (command >= 0) {
      command(line.substring(command + COMMAND.length()), event);
    }
    if (!hasPairs && !refused) {
      return null;
    }
    event.set(EcsField.EVENT_CATEGORY, "process");
    if (refused) {
      event.add(EcsField.EVENT_CATEGORY, "authentication");
    }
    event.set(EcsField.EVENT_ACTION, refused ? "sudo_refused" : "sudo_command");
    event.set(EcsField.EVENT_TYPE, refused ? "denied" : "start");
    event.set(EcsField.EVENT_OUTCOME, refused ? "failure" : "success");
    return null;
  }

  /** A pair, or the reason of a refusal; true for the latter. */
  private static boolean part(String part, Event event) {
    int equals = part.indexOf('=');
    String key = equals < 0 ? "" : part.substring(0, equals);
    String value = part.substring(equals + 1);
    switch (key) {
      case "TTY" -> event.vendor("sudo.tty", value);
      case "PWD" -> event.set(EcsField.PROCESS_WORKING_DIRECTORY, value);
      case "CHROOT" -> event.vendor("sudo.chroot", value);
      case "USER" -> event.set(EcsField.USER_EFFECTIVE_NAME, value);
      case "GROUP" -> event.set(EcsField.USER_GROUP_NAME, value);
      case "TSID" -> event.vendor("sudo.tsid", value);
      case "ENV" -> event.vendor("sudo.env", value);
      case "HOST" -> event.vendor("sudo.host", value);
      default -> {
        if (!part.isEmpty()) {
          event.set(EcsField.EVENT_REASON, part);
        }
        return !part.isEmpty();
      }
    }
    return false;
  }

  private static void command(String command, Event event) {
    event.set(EcsField.PROCESS_COMMAND_LINE, command);
    int blank = command.indexOf(' ');
    String executable = blank < 0 ? command : command.substring(0, blank);
    if (executable.startsWith("/")) {
      event.set(EcsField.PROCESS_EXECUTABLE, executable);
    }
  }
}
