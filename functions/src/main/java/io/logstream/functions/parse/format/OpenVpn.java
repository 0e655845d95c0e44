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
 * OpenVPN's server and client, 2.3 to 2.6: {@code TIME [NAME/]ADDRESS:PORT message}, the time in
 * ISO 8601 or as {@code Thu Feb 29 12:00:00 2024}, or behind syslog. The layouts are in {@code
 * openvpn.messages}.
 */
@AutoService(Format.class)
public final class OpenVpn implements Format {

  private static final String NAME = "openvpn";

  private static final MessageCatalog MESSAGES = new MessageCatalog(NAME);

  private static final String[] TELLING = {
    "TLS: ",
    "TLS Error",
    "TLS Auth Error",
    "VERIFY ",
    "MULTI: ",
    "MULTI_sva",
    "PUSH: ",
    "SENT CONTROL",
    "Peer Connection Initiated",
    "Control Channel:",
    "Data Channel",
    "Outgoing Data Channel",
    "Incoming Data Channel",
    "Inactivity timeout",
    "SIGTERM[",
    "SIGUSR1[",
    "AUTH: ",
    "AUTH-PAM",
    "UDPv4 link",
    "TCPv4 ",
    "OpenVPN ",
    "Initialization Sequence Completed",
    "PLUGIN_",
    "Connection reset",
    "TUN/TAP",
    "peer info:",
    "WARNING: ",
    "Authenticate/Decrypt packet error"
  };

  private static final VendorFields KEYS =
      new VendorFields(NAME, "openvpn")
          .map("user", (event, value, context) -> event.set(USER_NAME, value))
          .map(
              "peer",
              (event, value, context) -> Values.hostPort(event, SOURCE_ADDRESS, SOURCE_PORT, value))
          .map(SOURCE_NAT_IP, "virtual", "virtual_v6")
          .map(
              "tls",
              (event, value, context) -> {
                event.set(TLS_VERSION_PROTOCOL, "tls");
                event.set(TLS_VERSION, value.replace("TLSv", ""));
              })
          .map(TLS_CIPHER, "cipher")
          .map(TLS_CLIENT_SUBJECT, "subject")
          .map(EVENT_REASON, "reason");

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
    if (program != null && (program.startsWith("openvpn") || program.startsWith("ovpn-"))) {
      return MARK;
    }
    int time = timeEnd(line);
    if (time == 0) {
      return NONE;
    }
    int peer = peerEnd(line, time, null);
    for (String text : TELLING) {
      if (line.startsWith(text, peer)) {
        return FIELDS + 5;
      }
    }
    return peer > time && (line.startsWith("[", peer) || line.indexOf("[AF_INET", peer) > 0)
        ? FIELDS + 5
        : NONE;
  }

  /**
   * Behind {@code 2024-02-29 12:00:00 } or {@code Thu Feb 29 12:00:00 2024 }; 0 where neither
   * stands.
   */
  private static int timeEnd(String line) {
    if (line.length() < 26) {
      return 0;
    }
    if (Cursor.isDigit(line.charAt(0))) {
      return line.charAt(4) == '-'
              && line.charAt(10) == ' '
              && line.charAt(13) == ':'
              && line.charAt(19) == ' '
          ? 20
          : 0;
    }
    return line.charAt(3) == ' '
            && line.charAt(13) == ':'
            && line.charAt(24) == ' '
            && line.charAt(19) == ' '
        ? 25
        : 0;
  }

  /**
   * Behind {@code NAME/ADDRESS:PORT } or {@code ADDRESS:PORT }, which is taken into a given event.
   */
  private static int peerEnd(String line, int from, Event event) {
    int blank = line.indexOf(' ', from);
    if (blank < 0 || blank - from > 160) {
      return from;
    }
    String word = line.substring(from, blank);
    int slash = word.lastIndexOf('/');
    String peer = word.substring(slash + 1);
    int colon = peer.lastIndexOf(':');
    String address = colon < 0 ? peer : peer.substring(0, colon);
    if (address.startsWith("[") && address.endsWith("]")) {
      address = address.substring(1, address.length() - 1);
    }
    if (!IpAddresses.isAddress(address) || colon < 0 && slash < 0) {
      return from;
    }
    if (event != null) {
      event.set(SOURCE_ADDRESS, address);
      Values.number(event, SOURCE_PORT, peer.substring(colon + 1));
      event.set(USER_NAME, slash < 0 ? "" : word.substring(0, slash));
    }
    return blank + 1;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    int start = timeEnd(line);
    if (start > 0) {
      long nanos = Timestamps.any(NAME, line.substring(0, start).strip(), context);
      if (nanos < 0) {
        throw ParseException.expected(NAME, "a time", line, 0);
      }
      event.set(TIMESTAMP, nanos);
    } else if (!event.has(PROCESS_NAME)) {
      throw ParseException.expected(
          NAME, "a time such as 2024-02-29 12:00:00 and a message", line, 0);
    }
    int text = peerEnd(line, start, event);
    String message = line.substring(text);
    event.set(MESSAGE, message.isEmpty() ? line : message);
    event.set(SERVICE_TYPE, "openvpn");
    if (!MESSAGES.take("openvpn", message, KEYS, context, event)) {
      event.set(EVENT_CATEGORY, "network");
      event.set(EVENT_TYPE, "info");
    }
    return null;
  }
}
