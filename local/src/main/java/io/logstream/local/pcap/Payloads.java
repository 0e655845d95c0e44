package io.logstream.local.pcap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names that the beginnings of payloads carry. What is cut off or no such thing is empty. */
final class Payloads {

  private static final Map<Integer, String> TYPES =
      Map.ofEntries(
          Map.entry(1, "A"),
          Map.entry(2, "NS"),
          Map.entry(5, "CNAME"),
          Map.entry(6, "SOA"),
          Map.entry(10, "NULL"),
          Map.entry(12, "PTR"),
          Map.entry(15, "MX"),
          Map.entry(16, "TXT"),
          Map.entry(28, "AAAA"),
          Map.entry(33, "SRV"),
          Map.entry(64, "SVCB"),
          Map.entry(65, "HTTPS"),
          Map.entry(255, "ANY"));

  private static final String[] CODES = {
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"
  };
  private static final String METHODS = " GET POST HEAD PUT DELETE OPTIONS CONNECT PATCH ";
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_NAME = 0;
  private static final int LONGEST_NAME = 255;

  private Payloads() {}

  /** A DNS question, with the code of its answer. */
  record Question(String name, String type, String code) {}

  /** The head of an HTTP request. */
  record Request(String method, String uri, String host, String userAgent) {}

  /** The question of a DNS answer. */
  static Optional<Question> question(byte[] payload) {
    ByteBuffer bytes = ByteBuffer.wrap(payload);
    try {
      int flags = bytes.getShort(2) & 0xffff;
      boolean isAnswer = (flags & 0x8000) != 0;
      if (!isAnswer || bytes.getShort(4) != 1) {
        return Optional.empty();
      }
      StringBuilder name = new StringBuilder();
      bytes.position(12);
      for (int length = bytes.get() & 0xff; length > 0; length = bytes.get() & 0xff) {
        // A question stands first: nothing before it could be pointed at.
        if (length > 63 || name.length() + length > LONGEST_NAME) {
          return Optional.empty();
        }
        byte[] label = new byte[length];
        bytes.get(label);
        name.append(name.length() == 0 ? "" : ".").append(new String(label, ISO_8859_1));
      }
      int type = bytes.getShort() & 0xffff;
      int code = flags & 0xf;
      return Optional.of(
          new Question(
              name.toString().toLowerCase(Locale.ROOT),
              TYPES.getOrDefault(type, "TYPE" + type),
              code < CODES.length ? CODES[code] : "RCODE" + code));
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The server name of a TLS client hello. */
  static Optional<String> serverName(byte[] payload) {
    ByteBuffer bytes = ByteBuffer.wrap(payload);
    try {
      if (bytes.get(0) != HANDSHAKE || bytes.get(5) != CLIENT_HELLO) {
        return Optional.empty();
      }
      bytes.position(5 + 4 + 2 + 32);
      skip(bytes, bytes.get() & 0xff); // session
      skip(bytes, bytes.getShort() & 0xffff); // ciphers
      skip(bytes, bytes.get() & 0xff); // compressions
      int end = (bytes.getShort() & 0xffff) + bytes.position();
      while (bytes.position() < end) {
        int type = bytes.getShort() & 0xffff;
        int length = bytes.getShort() & 0xffff;
        if (type == SERVER_NAME) {
          byte[] name = new byte[bytes.getShort(bytes.position() + 3) & 0xffff];
          skip(bytes, 5);
          bytes.get(name);
          return Optional.of(new String(name, ISO_8859_1).toLowerCase(Locale.ROOT));
        }
        skip(bytes, length);
      }
      return Optional.of("");
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void skip(ByteBuffer bytes, int length) {
    bytes.position(bytes.position() + length);
  }

  /** The request that a payload begins with. */
  static Optional<Request> request(byte[] payload) {
    String text = new String(payload, 0, Math.min(payload.length, 8192), ISO_8859_1);
    String[] lines = text.split("\r\n", 64);
    String[] words = lines[0].split(" ", -1);
    if (words.length != 3 || !words[2].startsWith("HTTP/1") || !isMethod(words[0])) {
      return Optional.empty();
    }
    return Optional.of(
        new Request(words[0], words[1], header(lines, "host:"), header(lines, "user-agent:")));
  }

  private static boolean isMethod(String word) {
    return !word.isEmpty() && METHODS.contains(' ' + word + ' ');
  }

  private static String header(String[] lines, String name) {
    for (String line : lines) {
      if (line.regionMatches(true, 0, name, 0, name.length())) {
        return line.substring(name.length()).strip();
      }
    }
    return "";
  }
}
