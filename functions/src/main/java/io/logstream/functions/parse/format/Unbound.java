package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;

/**
 * Unbound: {@code [1709208000] unbound[4711:0] info: 10.1.1.5 www.example.com. A IN}, with the
 * code, the seconds, whether cached and the size behind it for a reply; the actions of local zones
 * and of response policy; the rest as it stands.
 */
@AutoService(Format.class)
public final class Unbound implements Format {

  private static final String NAME = "unbound";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.PROSE;
  }

  @Override
  public int fit(String line, Event outer) {
    int name = line.indexOf("unbound[");
    if (name >= 0
        && name < 40
        && line.indexOf(':', name) > 0
        && line.indexOf("] ", name) > 0
        && line.charAt(0) == '[') {
      return MARK;
    }
    return "unbound".equals(outer.textOrNull(PROCESS_NAME)) && level(line, skipThread(line)) > 0
        ? MARK
        : NONE;
  }

  /** Behind {@code [4711:0] }, as it stands behind syslog's header. */
  private static int skipThread(String line) {
    int close = line.startsWith("[") ? line.indexOf("] ") : -1;
    return close > 0 && close < 20 ? close + 2 : 0;
  }

  /** Behind {@code info: }; 0 where no level stands here. */
  private static int level(String line, int from) {
    for (String level :
        new String[] {"info", "notice", "warning", "error", "debug", "fatal error"}) {
      if (line.startsWith(level, from) && line.startsWith(": ", from + level.length())) {
        return from + level.length() + 2;
      }
    }
    return 0;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    if (line.startsWith("[") && line.indexOf("unbound[") > 0) {
      cursor.skip('[');
      String time = cursor.until(']');
      long nanos = Timestamps.any(NAME, time, context);
      if (nanos >= 0) {
        event.set(TIMESTAMP, nanos);
      }
      cursor.skipBlanks();
      cursor.expect("unbound[");
      String thread = cursor.until(']');
      int colon = thread.indexOf(':');
      SyslogPriority.processId(colon < 0 ? thread : thread.substring(0, colon), event);
      event.set(PROCESS_NAME, "unbound");
      cursor.skipBlanks();
    } else {
      cursor.moveTo(skipThread(line));
    }
    int start = cursor.position();
    int text = level(line, start);
    if (text == 0) {
      throw cursor.expected("a level such as info:");
    }
    event.set(LOG_LEVEL, line.substring(start, text - 2).replace("fatal error", "fatal"));
    String message = line.substring(text);
    event.set(MESSAGE, message.isEmpty() ? line : message);
    event.set(SERVICE_TYPE, "unbound");
    event.set(EVENT_CATEGORY, "network");
    message(message, event);
    return null;
  }

  private static void message(String text, Event event) {
    String message = text;
    if (message.startsWith("query: ") || message.startsWith("reply: ")) {
      message = message.substring(7);
    }
    if (message.startsWith("rpz: applied ")) {
      policy(message, event);
      return;
    }
    String[] words = message.split(" ", 12);
    if (words.length >= 4 && IpAddresses.isAddress(words[0])) {
      query(words, 0, event);
      event.set(EVENT_TYPE, "protocol");
      reply(words, event);
    } else if (words.length >= 6 && words[2].indexOf('@') > 0) {
      // A local zone's action: "example.com. redirect 10.1.1.5@51000 www.example.com. A IN".
      event.set(RULE_NAME, name(words[0]));
      event.set(EVENT_ACTION, words[1]);
      client(words[2], event);
      query(words, 2, event);
      event.set(EVENT_TYPE, "protocol");
    } else {
      event.set(EVENT_TYPE, "info");
    }
  }

  /** An address, a name, a type and a class from a position on. */
  private static void query(String[] words, int at, Event event) {
    if (words[at].indexOf('@') < 0) {
      event.set(SOURCE_ADDRESS, words[at]);
    }
    event.set(DNS_QUESTION_NAME, name(words[at + 1]));
    event.set(DNS_QUESTION_TYPE, words[at + 2]);
    event.set(DNS_QUESTION_CLASS, words[at + 3]);
    event.set(NETWORK_PROTOCOL, "dns");
    event.set(DNS_TYPE, "query");
  }

  /** {@code NOERROR 0.012345 0 62}: the code, seconds, whether cached, and bytes. */
  private static void reply(String[] words, Event event) {
    if (words.length < 8) {
      return;
    }
    event.set(DNS_TYPE, "answer");
    event.set(DNS_RESPONSE_CODE, words[4]);
    event.set(EVENT_OUTCOME, words[4].equals("NOERROR") ? "success" : "failure");
    long nanos = Values.seconds(words[5]);
    if (nanos >= 0) {
      event.set(EVENT_DURATION, nanos);
    }
    event.vendor("unbound.cached", words[6].equals("1"));
    Values.number(event, DESTINATION_BYTES, words[7]);
  }

  /** {@code rpz: applied [ZONE] TRIGGER ACTION CLIENT@PORT NAME TYPE CLASS}. */
  private static void policy(String message, Event event) {
    event.set(EVENT_TYPE, "protocol");
    event.add(EVENT_TYPE, "denied");
    int open = message.indexOf('[');
    int close = message.indexOf(']');
    if (open > 0 && close > open) {
      event.set(RULE_RULESET, message.substring(open + 1, close));
    }
    String[] words = message.substring(close + 1).strip().split(" ", 8);
    if (words.length >= 6) {
      event.set(RULE_NAME, name(words[0]));
      event.set(EVENT_ACTION, words[1]);
      client(words[2], event);
      query(words, 2, event);
    }
  }

  private static void client(String text, Event event) {
    int at = text.indexOf('@');
    event.set(SOURCE_ADDRESS, at < 0 ? text : text.substring(0, at));
    Values.number(event, SOURCE_PORT, text.substring(at + 1));
  }

  private static String name(String name) {
    return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
