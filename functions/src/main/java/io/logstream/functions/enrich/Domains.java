package io.logstream.functions.enrich;

import com.google.common.net.InternetDomainName;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import java.util.Locale;

/**
 * Takes host names apart by the public suffix list, as Guava carries it: {@code
 * www.shop.example.co.uk} is {@code www.shop} at the registered domain {@code example.co.uk} under
 * {@code co.uk}. Not safe for use by two threads.
 */
public final class Domains implements EventEnricher {

  /** The longest name there is (RFC 1035). */
  private static final int LONGEST = 253;

  private static final int KEPT = 10_000;
  private static final Parts NONE = new Parts("", "", "");

  private record Parts(String subdomain, String registered, String suffix) {}

  private record Fields(EcsField name, EcsField registered, EcsField subdomain, EcsField suffix) {}

  private static final Fields[] ALL = {
    new Fields(
        EcsField.URL_DOMAIN,
        EcsField.URL_REGISTERED_DOMAIN,
        EcsField.URL_SUBDOMAIN,
        EcsField.URL_TOP_LEVEL_DOMAIN),
    new Fields(
        EcsField.SOURCE_DOMAIN,
        EcsField.SOURCE_REGISTERED_DOMAIN,
        EcsField.SOURCE_SUBDOMAIN,
        EcsField.SOURCE_TOP_LEVEL_DOMAIN),
    new Fields(
        EcsField.DESTINATION_DOMAIN,
        EcsField.DESTINATION_REGISTERED_DOMAIN,
        EcsField.DESTINATION_SUBDOMAIN,
        EcsField.DESTINATION_TOP_LEVEL_DOMAIN),
    new Fields(
        EcsField.DNS_QUESTION_NAME,
        EcsField.DNS_QUESTION_REGISTERED_DOMAIN,
        EcsField.DNS_QUESTION_SUBDOMAIN,
        EcsField.DNS_QUESTION_TOP_LEVEL_DOMAIN),
  };

  private final Recent<String, Parts> recent = new Recent<>(KEPT, Domains::take);

  @Override
  public void enrich(Event event) {
    for (Fields fields : ALL) {
      String name = event.textOrNull(fields.name());
      if (name == null || name.length() > LONGEST || event.has(fields.registered())) {
        continue;
      }
      Parts parts = recent.get(name);
      event.set(fields.registered(), parts.registered());
      event.set(fields.suffix(), parts.suffix());
      if (!event.has(fields.subdomain())) {
        event.set(fields.subdomain(), parts.subdomain());
      }
    }
  }

  /** The domain that somebody registered, such as {@code example.co.uk}; empty if there is none. */
  public static String registered(String name) {
    return name.length() > LONGEST ? "" : take(name).registered();
  }

  private static Parts take(String name) {
    if (name.indexOf('.') < 0 || IpAddresses.isAddress(name)) {
      return NONE;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".")) {
      lower = lower.substring(0, lower.length() - 1);
    }
    try {
      InternetDomainName domain = InternetDomainName.from(lower);
      if (!domain.hasPublicSuffix() || !domain.isUnderPublicSuffix()) {
        return NONE;
      }
      String registered = domain.topPrivateDomain().toString();
      int rest = lower.length() - registered.length();
      return new Parts(
          rest > 1 ? lower.substring(0, rest - 1) : "",
          registered,
          domain.publicSuffix().toString());
    } catch (IllegalArgumentException | IllegalStateException e) {
      // No host name, such as one with a blank in it.
      return NONE;
    }
  }
}
