package io.logstream.functions.normalize;

/**
 * Hardware addresses as the schema asks for them, in the notation of RFC 7042: upper-case
 * hexadecimal octets joined by hyphens.
 */
final class MacAddresses {

  private static final int LONGEST = 8;

  private MacAddresses() {}

  /**
   * {@code 00:1a:2b:3c:4d:5e}, {@code 001a.2b3c.4d5e} and {@code 001a2b3c4d5e} as {@code
   * 00-1A-2B-3C-4D-5E}; other text, and null, as it is.
   */
  static String normal(String text) {
    if (text == null || text.length() < 11 || text.length() > LONGEST * 3) {
      return text;
    }
    StringBuilder octets = new StringBuilder(LONGEST * 3);
    int digits = 0;
    int run = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ':';
      if (c == ':' || c == '-' || c == '.') {
        if (run == 0 && i < text.length()) {
          return text;
        }
        if (run == 1) {
          // "0:1a:2b": the zero in front left out.
          octets.insert(octets.length() - 1, '0');
          digits++;
        }
        run = 0;
      } else if (Character.digit(c, 16) >= 0 && c < 0x80) {
        if (digits % 2 == 0 && digits > 0) {
          octets.append('-');
        }
        octets.append(Character.toUpperCase(c));
        digits++;
        run++;
      } else {
        return text;
      }
    }
    return digits == 12 || digits == 16 ? octets.toString() : text;
  }
}
