package io.logstream.functions.parse.template;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mines templates out of messages, online: <em>user 17 logged in</em> and <em>user 18 logged
 * in</em> give {@code user <*> logged in}.
 *
 * <p>The parse tree is that of Drain (He, Zhu, Zheng, Lyu: <em>Drain: An Online Log Parsing
 * Approach with Fixed Depth Tree</em>, ICWS 2017): messages are told apart by their number of words
 * and by the first of them before any two are compared. Two things differ. What is variable by its
 * looks ({@link Tokens}) is masked before, so that most templates are known in full from the first
 * message, and several instances agree on them. And a word that looks like any other becomes
 * variable only once {@code distinctValues} messages differ in that place and nowhere else than in
 * such places: <em>opened</em> and <em>closed</em> stay apart, the names of users do not. Where a
 * node of the tree overflows all the same, the most alike are merged, as Drain does.
 *
 * <p>Memory is bounded by the limits; beyond them the template not used for longest is forgotten. A
 * message seen before costs one scan and one look-up. Not safe for use by two threads.
 */
public final class Templates {

  /**
   * Bounds and thresholds.
   *
   * @param templates how many templates are kept, and twice as many masked messages as a short cut
   * @param siblings how many templates of one length and first word are kept apart
   * @param distinctValues how many different words at one place make it a variable
   */
  public record Limits(int templates, int siblings, int distinctValues) {

    /** 8192 templates, 48 siblings, 5 distinct values. */
    public static final Limits DEFAULT = new Limits(8192, 48, 5);

    public Limits {
      if (templates < 1 || siblings < 2 || distinctValues < 2) {
        throw new IllegalArgumentException(
            "expected templates >= 1, siblings >= 2 and distinctValues >= 2, found "
                + templates
                + ", "
                + siblings
                + ", "
                + distinctValues);
      }
    }
  }

  /** At least this share of the words that do not look variable stays when templates merge. */
  private static final double LEAST_CONSTANT = 0.5;

  private record NodeKey(int words, String first) {}

  private final Limits limits;
  private final Tokens tokens = new Tokens();
  private final Map<NodeKey, List<Pattern>> tree = new HashMap<>();

  /** By what follows the first word: the templates that differ in that word alone. */
  private final LinkedHashMap<NodeKey, List<Pattern>> byRest;

  private final LinkedHashMap<String, Pattern> patterns;
  private final LinkedHashMap<String, Pattern> seen;

  /** A miner with the default limits that knows nothing yet. */
  public Templates() {
    this(Limits.DEFAULT);
  }

  /** A miner that knows nothing yet. */
  public Templates(Limits limits) {
    this.limits = limits;
    this.patterns = new LinkedHashMap<>(64, 0.75f, true);
    this.seen = bounded(2 * limits.templates());
    this.byRest = bounded(limits.templates());
  }

  private static <K, V> LinkedHashMap<K, V> bounded(int most) {
    return new LinkedHashMap<>(64, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  /**
   * The template of a message, which is learnt from it; of its first line, where it has several.
   */
  public Template of(String message) {
    tokens.read(message);
    String masked = tokens.masked();
    Pattern pattern = inForce(seen.get(masked));
    if (pattern == null) {
      pattern = place(masked);
      seen.put(masked, pattern);
    } else {
      patterns.get(pattern.text);
    }
    return new Template(pattern.id, pattern.text, parameters(pattern));
  }

  /** The texts of all templates in force, to be kept over a restart. */
  public List<String> texts() {
    return List.copyOf(patterns.keySet());
  }

  /** Takes up templates that were learnt before, here or by other instances. */
  public void learn(Collection<String> texts) {
    for (String text : texts) {
      of(text);
    }
  }

  /** How many templates are in force. */
  public int size() {
    return patterns.size();
  }

  private Pattern inForce(Pattern pattern) {
    Pattern current = pattern;
    while (current != null && current.replacedBy != null) {
      current = current.replacedBy;
    }
    return current != null && patterns.containsKey(current.text) ? current : null;
  }

  private List<String> parameters(Pattern pattern) {
    List<String> values = new ArrayList<>(4);
    int count = Math.min(tokens.count(), pattern.words.length);
    for (int i = 0; i < count; i++) {
      if (tokens.isVariable(i) || pattern.isVariable(i)) {
        values.add(tokens.value(i));
      }
    }
    return values;
  }

  /** Finds the template that a masked message is printed from, or makes one. */
  private Pattern place(String masked) {
    Pattern known = patterns.get(masked);
    if (known != null) {
      return known;
    }
    String[] words = new String[tokens.count()];
    for (int i = 0; i < words.length; i++) {
      words[i] = tokens.masked(i);
    }
    String tail = tokens.tail();
    Pattern match = match(words, tail, words.length == 0 ? "" : words[0]);
    if (match == null && words.length > 0 && !words[0].endsWith(Tokens.VARIABLE)) {
      match = match(words, tail, Pattern.glueOf(words[0]) + Tokens.VARIABLE);
    }
    return match != null ? match : add(new Pattern(words, tail));
  }

  private Pattern match(String[] words, String tail, String first) {
    for (Pattern pattern : tree.getOrDefault(new NodeKey(words.length, first), List.of())) {
      if (pattern.matches(words, tail)) {
        patterns.get(pattern.text);
        return pattern;
      }
    }
    return null;
  }

  private Pattern add(Pattern pattern) {
    List<Pattern> node = tree.getOrDefault(key(pattern), List.of());
    Pattern wider = widened(pattern, node);
    if (wider == null) {
      wider = widenedAtTheFirstWord(pattern);
    }
    if (wider == null && node.size() >= limits.siblings()) {
      wider = mostAlike(pattern, node);
      if (wider == null) {
        forget(node.get(0));
      }
    }
    if (wider != null) {
      pattern.replacedBy = put(wider);
      return pattern.replacedBy;
    }
    return put(pattern);
  }

  private static NodeKey key(Pattern pattern) {
    return new NodeKey(pattern.words.length, pattern.words.length == 0 ? "" : pattern.words[0]);
  }

  /** Puts a template in force, and takes those out that it covers. */
  private Pattern put(Pattern pattern) {
    Pattern known = patterns.get(pattern.text);
    if (known != null) {
      return known;
    }
    tree.computeIfAbsent(key(pattern), key -> new ArrayList<>(4)).add(pattern);
    patterns.put(pattern.text, pattern);
    if (patterns.size() > limits.templates()) {
      Iterator<Pattern> eldest = patterns.values().iterator();
      forget(eldest.next());
    }
    return pattern;
  }

  private void forget(Pattern pattern) {
    patterns.remove(pattern.text);
    List<Pattern> node = tree.get(key(pattern));
    if (node != null && node.remove(pattern) && node.isEmpty()) {
      tree.remove(key(pattern));
    }
  }

  private void replace(Pattern narrow, Pattern wide) {
    forget(narrow);
    narrow.replacedBy = wide;
  }

  /**
   * The template that covers this one and enough of its siblings: those that differ from it within
   * one set of places. Null where there are not enough of them.
   */
  private Pattern widened(Pattern pattern, List<Pattern> siblings) {
    List<BitSet> differences = new ArrayList<>(siblings.size());
    for (Pattern sibling : siblings) {
      differences.add(difference(pattern, sibling));
    }
    BitSet best = null;
    int most = limits.distinctValues() - 2;
    for (BitSet places : differences) {
      if (places != null && (best == null || places.cardinality() <= best.cardinality())) {
        int covered = 0;
        for (BitSet other : differences) {
          if (other != null && isWithin(other, places)) {
            covered++;
          }
        }
        if (covered > most
            || covered == most && best != null && places.cardinality() < best.cardinality()) {
          best = places;
          most = covered;
        }
      }
    }
    if (best == null || !hasDistinctValues(pattern, siblings, differences, best)) {
      return null;
    }
    Pattern wide = widen(pattern, best);
    for (int i = siblings.size() - 1; i >= 0; i--) {
      if (differences.get(i) != null && isWithin(differences.get(i), best)) {
        replace(siblings.get(i), wide);
      }
    }
    return wide;
  }

  /** Each place that would become variable must have shown enough different words itself. */
  private boolean hasDistinctValues(
      Pattern pattern, List<Pattern> siblings, List<BitSet> differences, BitSet places) {
    for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
      java.util.Set<String> values = new java.util.HashSet<>();
      values.add(pattern.words[place]);
      for (int i = 0; i < siblings.size(); i++) {
        if (differences.get(i) != null && isWithin(differences.get(i), places)) {
          values.add(siblings.get(i).words[place]);
        }
      }
      boolean enough =
          values.size() >= limits.distinctValues()
              || values.stream().anyMatch(value -> value.endsWith(Tokens.VARIABLE));
      if (!enough) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWithin(BitSet inner, BitSet outer) {
    for (int i = inner.nextSetBit(0); i >= 0; i = inner.nextSetBit(i + 1)) {
      if (!outer.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** Where two templates differ; null where they differ too much to have been printed by one. */
  private static BitSet difference(Pattern one, Pattern other) {
    if (!one.tail.equals(other.tail)) {
      return null;
    }
    BitSet places = new BitSet(one.words.length);
    int constant = 0;
    for (int i = 0; i < one.words.length; i++) {
      if (one.words[i].equals(other.words[i])) {
        constant += one.isVariable(i) ? 0 : 1;
      } else if (Pattern.glueOf(one.words[i]).equals(Pattern.glueOf(other.words[i]))) {
        places.set(i);
      } else {
        return null;
      }
    }
    boolean enough =
        constant >= 1 && constant >= LEAST_CONSTANT * (constant + places.cardinality());
    return enough && !places.isEmpty() ? places : null;
  }

  private static Pattern widen(Pattern pattern, BitSet places) {
    String[] words = pattern.words.clone();
    for (int i = places.nextSetBit(0); i >= 0; i = places.nextSetBit(i + 1)) {
      words[i] = Pattern.glueOf(words[i]) + Tokens.VARIABLE;
    }
    return new Pattern(words, pattern.tail);
  }

  /**
   * As {@link #widened} for messages that start with what varies, which the tree keeps apart: looks
   * at all templates of the length whose other words are the same.
   */
  private Pattern widenedAtTheFirstWord(Pattern pattern) {
    if (pattern.words.length < 3 || pattern.isVariable(0)) {
      return null;
    }
    List<Pattern> alike = new ArrayList<>();
    String rest = pattern.text.substring(pattern.words[0].length());
    String glue = Pattern.glueOf(pattern.words[0]);
    List<Pattern> others =
        byRest.computeIfAbsent(new NodeKey(pattern.words.length, rest), key -> new ArrayList<>(1));
    others.removeIf(other -> patterns.get(other.text) != other);
    for (Pattern other : others) {
      if (Pattern.glueOf(other.words[0]).equals(glue)) {
        alike.add(other);
      }
    }
    if (alike.size() + 1 < limits.distinctValues()) {
      others.add(pattern);
      return null;
    }
    BitSet first = new BitSet(1);
    first.set(0);
    Pattern wide = widen(pattern, first);
    alike.forEach(narrow -> replace(narrow, wide));
    byRest.remove(new NodeKey(pattern.words.length, rest));
    return wide;
  }

  /** Drain's step, where a node is full: this one and the one it has most words in common with. */
  private Pattern mostAlike(Pattern pattern, List<Pattern> siblings) {
    Pattern best = null;
    BitSet places = null;
    for (Pattern sibling : siblings) {
      BitSet difference = difference(pattern, sibling);
      if (difference != null
          && (places == null || difference.cardinality() < places.cardinality())) {
        best = sibling;
        places = difference;
      }
    }
    if (best == null) {
      return null;
    }
    Pattern wide = widen(pattern, places);
    replace(best, wide);
    return wide;
  }
}
