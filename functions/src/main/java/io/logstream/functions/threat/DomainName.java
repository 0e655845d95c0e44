package io.logstream.functions.threat;

import java.util.Set;

/**
 * A host name taken apart into the part that someone registered and what its owner put before it.
 *
 * <p>The public suffix is by rule, not by list: the top-level domain, and before a country's one
 * also a second level that registries use for all, such as {@code co.uk} or {@code com.br}.
 *
 * @param subdomain labels before the registered domain; empty where there are none
 * @param label the one label that was registered; empty in a name of one label
 * @param suffix the public suffix; the whole name where it has one label
 */
public record DomainName(String subdomain, String label, String suffix) {

  private static final Set<String> SECOND_LEVELS =
      Set.of(
          "ac", "co", "com", "edu", "gob", "gov", "gouv", "go", "gv", "id", "info", "mil", "ne",
          "net", "nom", "or", "org", "sch", "web");

  /** Takes a name in lower case, without a last dot, apart. */
  public static DomainName of(String name) {
    int top = name.lastIndexOf('.');
    if (top <= 0) {
      return new DomainName("", "", name);
    }
    int suffix = top;
    int second = name.lastIndexOf('.', top - 1);
    boolean isCountry = name.length() - top - 1 == 2;
    if (second > 0 && isCountry && SECOND_LEVELS.contains(name.substring(second + 1, top))) {
      suffix = second;
    }
    int label = name.lastIndexOf('.', suffix - 1);
    return new DomainName(
        label > 0 ? name.substring(0, label) : "",
        name.substring(label + 1, suffix),
        name.substring(suffix + 1));
  }

  /** The registered domain; empty in a name of one label. */
  public String registered() {
    return label.isEmpty() ? "" : label + "." + suffix;
  }

  /** Whether it is an address turned into a name, as reverse look-ups have it. */
  public boolean isReverse() {
    return suffix.equals("arpa");
  }
}
