package io.logstream.functions.parse.template;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A template in the miner's tree: its words, each with what stands before it. */
final class Pattern {

  private static final int ID_BYTES = 8;

  final String[] words;
  final String tail;
  final String text;
  final String id;

  /** The wider one that took this one's place; null while it is in force. */
  Pattern replacedBy;

  Pattern(String[] words, String tail) {
    this.words = words;
    this.tail = tail;
    this.text = String.join("", words) + tail;
    this.id = idOf(text);
  }

  static String idOf(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  boolean isVariable(int i) {
    return words[i].endsWith(Tokens.VARIABLE);
  }

  /** Whether words are printed from this: the same but where it is variable. */
  boolean matches(String[] others, String otherTail) {
    for (int i = 0; i < words.length; i++) {
      if (!words[i].equals(others[i]) && !(isVariable(i) && sameGlue(words[i], others[i]))) {
        return false;
      }
    }
    return tail.equals(otherTail);
  }

  /** Whether what stands before the variable stands before the other word too. */
  static boolean sameGlue(String variable, String other) {
    int glue = variable.length() - Tokens.VARIABLE.length();
    return other.length() > glue
        && other.startsWith(variable.substring(0, glue))
        && glueOf(other).length() == glue;
  }

  static String glueOf(String word) {
    int i = word.endsWith(Tokens.VARIABLE) ? word.length() - Tokens.VARIABLE.length() : 0;
    while (i < word.length()
        && !Character.isLetterOrDigit(word.charAt(i))
        && word.charAt(i) != '_') {
      i++;
    }
    return word.substring(0, i);
  }
}
