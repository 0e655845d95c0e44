package io.logstream.functions.threat.domain;

import io.logstream.functions.threat.DomainName;
import java.util.Arrays;

/**
 * A name as numbers that say nothing of the language or the malware that it is from: its length,
 * what it is made of, how likely its letters follow each other, and how words cover it.
 */
final class NameFeatures {

  static final int COUNT = 23;
  static final int LENGTH = 0;
  static final int DIGITS = 2;
  static final int MEAN_LIKELIHOOD = 8;
  static final int COVER = 12;

  private NameFeatures() {}

  /** The features of a name in lower case, each about from 0 to 1. */
  static double[] of(String name) {
    DomainName parts = DomainName.of(name);
    String label = parts.label().isEmpty() ? name : parts.label();
    String suffix = parts.suffix();
    int length = label.length();
    int digits = 0;
    int vowels = 0;
    int hyphens = 0;
    int changes = 0;
    int consonants = 0;
    int mostConsonants = 0;
    int vowelRun = 0;
    int mostVowels = 0;
    boolean isHex = true;
    int[] counts = new int[128];
    for (int i = 0; i < length; i++) {
      char c = label.charAt(i);
      counts[c & 127]++;
      boolean isDigit = c >= '0' && c <= '9';
      boolean isVowel = "aeiouy".indexOf(c) >= 0;
      digits += isDigit ? 1 : 0;
      vowels += isVowel ? 1 : 0;
      hyphens += c == '-' ? 1 : 0;
      vowelRun = isVowel ? vowelRun + 1 : 0;
      consonants = isDigit || isVowel || c == '-' ? 0 : consonants + 1;
      mostVowels = Math.max(mostVowels, vowelRun);
      mostConsonants = Math.max(mostConsonants, consonants);
      isHex &= isDigit || c >= 'a' && c <= 'f';
      if (i > 0) {
        changes += isDigit != (label.charAt(i - 1) >= '0' && label.charAt(i - 1) <= '9') ? 1 : 0;
      }
    }
    double n = Math.max(1, length);
    int letters = length - digits - hyphens;
    double[] likelihoods = NaturalWords.all().likelihoods(label);
    double mean = Arrays.stream(likelihoods).average().orElse(0);
    Arrays.sort(likelihoods);
    NaturalWords.Cover cover = NaturalWords.all().cover(label);
    boolean isCountry = suffix.length() == 2 || suffix.indexOf('.') >= 0;
    boolean isCommon = suffix.equals("com");
    boolean isOld = suffix.equals("net") || suffix.equals("org");
    return new double[] {
      Math.log(n),
      n / 10,
      digits / n,
      letters == 0 ? 0 : (double) vowels / letters,
      mostConsonants / 4.0,
      2 * changes / n,
      Arrays.stream(counts).filter(c -> c > 0).count() / n,
      entropy(counts, n) / 4,
      mean / 5,
      quantile(likelihoods, 0.25) / 6,
      quantile(likelihoods, 0) / 10,
      quantile(likelihoods, 0.75) / 4,
      cover.share(),
      3 * cover.share() * cover.share(),
      cover.longest() / 8.0,
      isHex ? 1 : 0,
      hyphens > 0 ? 1 : 0,
      mostVowels / 3.0,
      digits == 0 ? 1 : 0,
      isCommon ? 1 : 0,
      isOld ? 1 : 0,
      isCountry ? 1 : 0,
      letters == length ? 1 : 0
    };
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) (sorted.length * share)];
  }

  private static double entropy(int[] counts, double n) {
    double entropy = 0;
    for (int count : counts) {
      if (count > 0) {
        entropy -= count / n * Math.log(count / n) / Math.log(2);
      }
    }
    return entropy;
  }
}
