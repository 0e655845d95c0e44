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
import java.util.Locale;

/**
 * Dnsmasq (and Pi-hole's): {@code query[A] www.example.com from 10.1.1.5}, {@code forwarded … to
 * …}, {@code reply … is …}, with the serial and the requestor in front where they are logged, and
 * its DHCP server's {@code DHCPACK(eth0) 10.1.1.50 00:1a:2b:3c:4d:5e pc7}.
 */
@AutoService(Format.class)
public final class Dnsmasq implements Format {

  private static final String NAME = "dnsmasq";

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
    String program = outer.textOrNull(PROCESS_NAME);
    if (program != null && program.startsWith("dnsmasq")) {
      return MARK;
    }
    String text = line.substring(serial(line, null));
    if (text.startsWith("query[") && text.indexOf("] ") > 0 && text.indexOf(" from ") > 0) {
      return FIELDS;
    }
    return isDhcp(text) ? FIELDS : NONE;
  }

  /** {@code DHCPACK(eth0) }. */
  private static boolean isDhcp(String text) {
    int open = text.indexOf('(');
    return text.startsWith("DHCP")
        && open >= 7
        && open < 16
        && text.indexOf(") ") > open
        && text.indexOf(' ') > open;
  }

  /** Behind {@code 17 10.1.1.5/51000 }, of which the requestor is taken where an event is given. */
  private static int serial(String line, Event event) {
    int blank = line.indexOf(' ');
    if (blank <= 0 || blank > 10 || Values.number(line.substring(0, blank)) < 0) {
      return 0;
    }
    int end = line.indexOf(' ', blank + 1);
    int slash = line.lastIndexOf('/', end < 0 ? line.length() : end);
    if (end < 0 || end - blank > 50) {
      return 0;
    }
    if (slash > blank && IpAddresses.isAddress(line.substring(blank + 1, slash))) {
      if (event != null) {
        event.set(DNS_ID, line.substring(0, blank));
        event.set(SOURCE_ADDRESS, line.substring(blank + 1, slash));
        Values.number(event, SOURCE_PORT, line.substring(slash + 1, end));
      }
      return end + 1;
    }
    return 0;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    String text = line.substring(serial(line, event));
    event.set(MESSAGE, text.isEmpty() ? line : text);
    event.set(SERVICE_TYPE, "dnsmasq");
    event.set(EVENT_CATEGORY, "network");
    if (isDhcp(text)) {
      dhcp(text, event);
      return null;
    }
    String[] words = text.split(" ", 6);
    if (words.length >= 4) {
      dns(words, event);
    } else if (!event.text(PROCESS_NAME).orElse("").startsWith("dnsmasq")) {
      throw ParseException.expected(NAME, "query[TYPE] NAME from ADDRESS, and its kin", line, 0);
    }
    if (!event.has(EVENT_TYPE)) {
      event.set(EVENT_TYPE, "info");
    }
    return null;
  }

  private static void dns(String[] words, Event event) {
    if (words[0].startsWith("query[") && words[0].endsWith("]") && words[2].equals("from")) {
      event.set(DNS_TYPE, "query");
      event.set(DNS_QUESTION_TYPE, words[0].substring(6, words[0].length() - 1));
      event.set(DNS_QUESTION_NAME, words[1]);
      event.set(SOURCE_ADDRESS, words[3]);
      event.set(EVENT_ACTION, "query");
      protocol(event);
    } else if (words[0].equals("forwarded") && words[2].equals("to")) {
      event.set(DNS_QUESTION_NAME, words[1]);
      event.set(DESTINATION_ADDRESS, words[3]);
      event.set(EVENT_ACTION, "forwarded");
      protocol(event);
    } else {
      // "reply NAME is DATA", "cached NAME is DATA", "/etc/hosts NAME is DATA", "gravity blocked
      // NAME is DATA".
      for (int is = 2; is + 1 < words.length; is++) {
        if (words[is].equals("is")) {
          answer(words[0], words[is - 1], words[is + 1], event);
          return;
        }
      }
    }
  }

  private static void answer(String origin, String name, String data, Event event) {
    event.set(DNS_TYPE, "answer");
    event.set(DNS_QUESTION_NAME, name);
    event.set(EVENT_ACTION, origin.startsWith("/") ? "hosts" : origin);
    protocol(event);
    if (origin.equals("gravity") || origin.equals("regex") || origin.equals("exactly")) {
      Verdict.DENIED.set(event);
    }
    switch (data) {
      case "NXDOMAIN", "NXDOMAIN-IPv4", "NXDOMAIN-IPv6", "SERVFAIL", "REFUSED" ->
          event.set(DNS_RESPONSE_CODE, data.replace("-IPv4", "").replace("-IPv6", ""));
      case "NODATA", "NODATA-IPv4", "NODATA-IPv6", "<CNAME>" ->
          event.set(DNS_RESPONSE_CODE, "NOERROR");
      default -> {
        event.set(DNS_RESPONSE_CODE, "NOERROR");
        DnsAnswers answers = new DnsAnswers(event);
        String type = IpAddresses.isV4(data) ? "A" : IpAddresses.isV6(data) ? "AAAA" : "";
        answers.add(name, type, data, -1);
        answers.set();
      }
    }
    if (!event.has(EVENT_OUTCOME)) {
      event.set(
          EVENT_OUTCOME,
          "NOERROR".equals(event.textOrNull(DNS_RESPONSE_CODE)) ? "success" : "failure");
    }
  }

  private static void protocol(Event event) {
    event.set(EVENT_TYPE, "protocol");
    event.set(NETWORK_PROTOCOL, "dns");
  }

  /** {@code DHCPACK(eth0) 10.1.1.50 00:1a:2b:3c:4d:5e pc7}. */
  private static void dhcp(String text, Event event) {
    int open = text.indexOf('(');
    int close = text.indexOf(')', open);
    event.set(EVENT_ACTION, text.substring(0, open).toLowerCase(Locale.ROOT));
    event.set(OBSERVER_INGRESS_INTERFACE_NAME, text.substring(open + 1, close));
    event.set(NETWORK_PROTOCOL, "dhcp");
    event.set(EVENT_TYPE, "protocol");
    for (String word : text.substring(close + 1).strip().split(" ", 6)) {
      if (IpAddresses.isV4(word) || IpAddresses.isV6(word) && word.length() != 17) {
        event.set(SOURCE_ADDRESS, word);
      } else if (word.length() == 17 && word.charAt(2) == ':') {
        event.set(SOURCE_MAC, word);
      } else if (!word.isEmpty()
          && Character.isLetterOrDigit(word.charAt(0))
          && !Cursor.isDigit(word.charAt(0))) {
        event.set(SOURCE_DOMAIN, word);
      }
    }
  }
}
