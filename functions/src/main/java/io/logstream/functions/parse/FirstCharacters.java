package io.logstream.functions.parse;

/** What {@link Format#firstCharacters()} is put together from. */
public final class FirstCharacters {

  public static final String DIGITS = "0123456789";

  public static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /** What the name or the address of a host starts with. */
  public static final String HOST = LETTERS + DIGITS + ":_-";

  /** What text starts with: no object of JSON, no priority of syslog or element of XML. */
  public static final String PROSE = LETTERS + DIGITS + "!\"#$%&'()*+,-./:;=>?@[\\]^_`|}~";

  private FirstCharacters() {}
}
