package io.logstream.jobs.sql;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code ENTROPY(text)}: Shannon's entropy of its characters, in bits a character: 0 for one
 * character repeated, about 4 for English, towards 6 for base64.
 */
public final class Entropy extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  public Double eval(String text) {
    if (text == null) {
      return null;
    }
    Map<Integer, Integer> counts = new HashMap<>();
    text.codePoints().forEach(character -> counts.merge(character, 1, Integer::sum));
    double length = text.codePointCount(0, text.length());
    double bits = 0;
    for (int count : counts.values()) {
      double share = count / length;
      bits -= share * Math.log(share) / Math.log(2);
    }
    return bits;
  }
}
