package io.logstream.functions.threat.domain;

import io.logstream.functions.Resources;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * What words of natural languages look like: 17,000 of them, and how likely a letter is after two
 * others. The words are out of the JDK: its class names, the names of countries, languages and time
 * zones in thirty languages, and of Unicode's characters; {@code DomainTraining} in the tests
 * collects them.
 */
final class NaturalWords {

  private static final NaturalWords ALL = new NaturalWords(load());
  private static final int LETTERS = 28;
  private static final int EDGE = 0;
  private static final int OTHER = 27;
  private static final double SMOOTHING = 10;
  private static final int SHORTEST = 3;
  private static final int LONGEST = 14;

  private final Set<String> words;
  private final float[] bits = new float[LETTERS * LETTERS * LETTERS];

  /** A model of these words. */
  NaturalWords(Set<String> words) {
    this.words = words;
    learn();
  }

  static NaturalWords all() {
    return ALL;
  }

  private static Set<String> load() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Resources.open(NaturalWords.class, "/threat/words.txt.gz")),
                StandardCharsets.US_ASCII))) {
      Set<String> words = new HashSet<>();
      for (String word = reader.readLine(); word != null; word = reader.readLine()) {
        words.add(word);
      }
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException("threat/words.txt.gz", e);
    }
  }

  /** Trigrams, smoothed by bigrams, smoothed by single letters. */
  private void learn() {
    double[] triples = new double[bits.length];
    double[] pairs = new double[LETTERS * LETTERS];
    double[] middles = new double[LETTERS * LETTERS];
    double[] befores = new double[LETTERS];
    double[] singles = new double[LETTERS];
    double total = 0;
    for (String word : words) {
      for (int i = 0; i < word.length(); i++) {
        int before = at(word, i - 2);
        int middle = at(word, i - 1);
        int letter = at(word, i);
        if (i > 0 || word.length() == 1) {
          triples[(before * LETTERS + middle) * LETTERS + letter]++;
        }
        pairs[before * LETTERS + middle]++;
        middles[middle * LETTERS + letter]++;
        befores[middle]++;
        singles[letter]++;
        total++;
      }
    }
    for (int before = 0; before < LETTERS; before++) {
      for (int middle = 0; middle < LETTERS; middle++) {
        for (int letter = 0; letter < LETTERS; letter++) {
          double one = (singles[letter] + 1) / (total + LETTERS);
          double two =
              (middles[middle * LETTERS + letter] + SMOOTHING * one)
                  / (befores[middle] + SMOOTHING);
          int i = (before * LETTERS + middle) * LETTERS + letter;
          double three =
              (triples[i] + SMOOTHING * two) / (pairs[before * LETTERS + middle] + SMOOTHING);
          bits[i] = (float) (Math.log(three) / Math.log(2));
        }
      }
    }
  }

  private static int at(String text, int i) {
    if (i < 0 || i >= text.length() || text.charAt(i) == '-') {
      return EDGE;
    }
    char c = text.charAt(i);
    return c >= 'a' && c <= 'z' ? c - 'a' + 1 : OTHER;
  }

  /** The binary logarithm of the likelihood of each letter after the two before it. */
  double[] likelihoods(String label) {
    double[] all = new double[label.length()];
    for (int i = 0; i < all.length; i++) {
      all[i] = bits[(at(label, i - 2) * LETTERS + at(label, i - 1)) * LETTERS + at(label, i)];
    }
    return all;
  }

  /** How a label is covered by words; long words count more than as many letters of short ones. */
  Cover cover(String label) {
    int n = label.length();
    int[] best = new int[n + 1];
    int longest = 0;
    for (int end = 1; end <= n; end++) {
      best[end] = best[end - 1];
      for (int length = SHORTEST; length <= Math.min(LONGEST, end); length++) {
        if (words.contains(label.substring(end - length, end))) {
          longest = Math.max(longest, length);
          best[end] = Math.max(best[end], best[end - length] + (length - 1) * (length - 1));
        }
      }
    }
    return new Cover(n == 0 ? 0 : Math.sqrt(best[n]) / n, longest);
  }

  /**
   * What words cover of a label.
   *
   * @param share root of the sum of the squared lengths, each less one, over the label's length
   * @param longest letters of the longest word
   */
  record Cover(double share, int longest) {}
}
