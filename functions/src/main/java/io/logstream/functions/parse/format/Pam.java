package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.format.Phrases.Meaning;

/**
 * What the modules of PAM log under any program's name: {@code pam_unix(sshd:session): session
 * opened for user alice(uid=1000) by (uid=0)}, {@code pam_unix(sshd:auth): authentication failure;
 * logname= uid=0 euid=0 tty=ssh ruser= rhost=10.0.0.9 user=root}.
 */
@AutoService(Format.class)
public final class Pam implements Format {

  private static final String NAME = "pam";

  private static final Phrases PHRASES =
      new Phrases(NAME)
          .on(
              new Meaning("session_opened", "success", "session", "start"),
              "session opened for user {user.name}(uid={user.id}) by {pam.by}(uid={pam.by_id})",
              "session opened for user {user.name}(uid={user.id}) by (uid={pam.by_id})",
              "session opened for user {user.name} by {pam.by}(uid={pam.by_id})",
              "session opened for user {user.name} by (uid={pam.by_id})",
              "session opened for user {user.name}")
          .on(
              new Meaning("session_closed", "success", "session", "end"),
              "session closed for user {user.name}")
          .on(
              new Meaning("authentication_failure", "failure", "authentication", "info"),
              "authentication failure; {pam.pairs}",
              "auth could not identify password for [{user.name}]",
              "check pass; user unknown",
              "conversation failed",
              "user [{user.name}] {event.reason}",
              "{pam.failures} more authentication failures; {pam.pairs}")
          .on(
              new Meaning("account_locked", "failure", "authentication", "denied"),
              "Consecutive login failures for user {user.name} account temporarily locked",
              "user {user.name}({user.id}) tally {pam.tally}, deny {pam.deny}",
              "Account temporarily locked due to {event.reason}",
              "account {user.name} has expired (account expired)",
              "account {user.name} has expired ({event.reason})",
              "expired password for user {user.name} ({event.reason})")
          .on(
              new Meaning("authentication_success", "success", "authentication", "start"),
              "authentication success; {pam.pairs}",
              "Authentication succeeded for {user.name}",
              "authentication success")
          .on(
              new Meaning("password_changed", "success", "iam", "user", "change"),
              "password changed for {user.name}")
          .on(
              new Meaning("access_denied", "failure", "authentication", "denied"),
              "access denied for user `{user.name}' from `{source.address}'",
              "requirement \"{event.reason}\" not met by user \"{user.name}\"");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "p";
  }

  @Override
  public int fit(String line, Event outer) {
    int open = line.startsWith("pam_") ? line.indexOf('(') : -1;
    return open > 4 && open < 40 && line.indexOf("): ", open) > 0 ? MARK : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    if (!cursor.looksAt("pam_")) {
      throw cursor.expected("a module such as pam_unix");
    }
    event.set(EcsField.MESSAGE, line);
    event.vendor("pam.module", cursor.until('('));
    String service = cursor.until("): ");
    int colon = service.indexOf(':');
    event.vendor("pam.service", colon < 0 ? service : service.substring(0, colon));
    if (colon > 0) {
      event.vendor("pam.type", service.substring(colon + 1));
    }
    String text = cursor.rest();
    if (PHRASES.take(text, event, context)) {
      int pairs = text.indexOf("; ");
      if (event.vendorText("pam.pairs").isPresent()) {
        pairs(text, pairs + 2, event);
      }
    }
    return null;
  }

  /** {@code logname= uid=0 euid=0 tty=ssh ruser= rhost=10.0.0.9 user=root}. */
  private static void pairs(String text, int from, Event event) throws ParseException {
    KeyValues.read(
        text,
        from,
        (key, value) -> {
          switch (key) {
            case "rhost" -> event.set(EcsField.SOURCE_ADDRESS, value);
            case "user" -> event.set(EcsField.USER_NAME, value);
            case "ruser" -> event.set(EcsField.SOURCE_USER_NAME, value);
            default -> event.vendor("pam." + key, value);
          }
        });
  }
}
