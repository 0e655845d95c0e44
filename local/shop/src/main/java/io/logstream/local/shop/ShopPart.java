package io.logstream.local.shop;

import java.util.Locale;

/** The services of the shop, with the format of each one's log by the name of the product's. */
public enum ShopPart {
  GATEWAY("nginx"),
  CATALOGUE("json"),
  CART("logfmt"),
  CHECKOUT("java"),
  PAYMENT("json"),
  INVENTORY("java");

  private final String format;

  ShopPart(String format) {
    this.format = format;
  }

  /** The service's name. */
  public String service() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The format of its log. */
  public String format() {
    return format;
  }

  static ShopPart named(String service) {
    return valueOf(service.toUpperCase(Locale.ROOT));
  }
}
