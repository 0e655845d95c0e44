package io.logstream.functions.threat.intelligence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.threat.intelligence.Indicator.Type;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads lists of indicators: STIX 2.1 bundles, of which comparisons by {@code =} joined by {@code
 * OR} are taken, and plain lists, one value a line with an optional time of expiry after a comma,
 * {@code #} for comments.
 */
public final class IndicatorReader {

  /** One comparison of a STIX pattern, such as {@code ipv4-addr:value = '192.0.2.1'}. */
  private static final Pattern COMPARISON =
      Pattern.compile(
          "(ipv4-addr:value|ipv6-addr:value|domain-name:value|url:value|file:hashes\\.[^\\s=]{1,20})"
              + "\\s*=\\s*'((?:[^'\\\\]|\\\\.)*)'");

  private static final ObjectMapper JSON = new ObjectMapper();

  private IndicatorReader() {}

  /**
   * The indicators of a list.
   *
   * @param text a STIX bundle where it begins with a brace, else a plain list
   * @param source the name of the list
   * @throws IOException if a line or an object is no indicator; the message says which
   */
  public static List<Indicator> read(String text, String source) throws IOException {
    return text.stripLeading().startsWith("{") ? stix(text, source) : plain(text, source);
  }

  /** The indicator of a value, however it is spelt; empty where it is of no type that is known. */
  public static Optional<Indicator> of(String value, long expires, String source) {
    return typed(value).map(type -> indicator(type, value, expires, source));
  }

  private static List<Indicator> stix(String text, String source) throws IOException {
    List<Indicator> indicators = new ArrayList<>();
    for (JsonNode object : JSON.readTree(text).path("objects")) {
      if (!object.path("type").asText().equals("indicator") || object.path("revoked").asBoolean()) {
        continue;
      }
      String pattern = object.path("pattern").asText();
      if (pattern.contains(" AND ") || pattern.contains(" FOLLOWEDBY ")) {
        // One half of a conjunction is not known to be malicious by itself.
        continue;
      }
      long expires = expiry(object.path("valid_until").asText(), object.path("id").asText());
      Matcher comparison = COMPARISON.matcher(pattern);
      while (comparison.find()) {
        String value = comparison.group(2).replaceAll("\\\\(.)", "$1");
        typed(value).ifPresent(t -> indicators.add(indicator(t, value, expires, source)));
      }
    }
    return indicators;
  }

  private static List<Indicator> plain(String text, String source) throws IOException {
    List<Indicator> indicators = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      int comment = line.startsWith("#") ? 0 : line.indexOf(" #");
      String entry = (comment >= 0 ? line.substring(0, comment) : line).strip();
      if (entry.isEmpty()) {
        continue;
      }
      int comma = entry.startsWith("http") ? entry.lastIndexOf(",20") : entry.indexOf(',');
      String value = (comma < 0 ? entry : entry.substring(0, comma)).strip();
      String where = source + ":" + number;
      long expires = expiry(comma < 0 ? "" : entry.substring(comma + 1).strip(), where);
      Type type =
          typed(value)
              .orElseThrow(
                  () ->
                      new IOException(
                          where
                              + ": expected an address, a network, a domain, a URL or a hash, found"
                              + " \""
                              + value
                              + "\""));
      indicators.add(indicator(type, value, expires, source));
    }
    return indicators;
  }

  private static Indicator indicator(Type type, String value, long expires, String source) {
    String spelt = type == Type.URL ? value : value.toLowerCase(Locale.ROOT);
    return new Indicator(type, spelt, expires, source);
  }

  private static long expiry(String time, String where) throws IOException {
    if (time.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try {
      return Math.multiplyExact(Instant.parse(time).getEpochSecond(), 1_000_000_000L);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IOException(where + ": expected an ISO time of expiry, found \"" + time + "\"", e);
    }
  }

  private static Optional<Type> typed(String value) {
    if (IpAddresses.isAddress(value)) {
      return Optional.of(Type.IP);
    }
    if (Network.parse(value).isPresent()) {
      return Optional.of(Type.NETWORK);
    }
    if (value.startsWith("http://") || value.startsWith("https://")) {
      return Optional.of(Type.URL);
    }
    if (value.matches("[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")) {
      return Optional.of(Type.HASH);
    }
    boolean isName = value.matches("(?:[\\p{Alnum}_-]{1,63}\\.)+[\\p{Alpha}][\\p{Alnum}-]{1,62}");
    return isName ? Optional.of(Type.DOMAIN) : Optional.empty();
  }
}
