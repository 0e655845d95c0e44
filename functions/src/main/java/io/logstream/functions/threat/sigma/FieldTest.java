package io.logstream.functions.threat.sigma;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.threat.intelligence.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What a selection asks of one field: {@code field|modifier|…: value or values}. Texts are compared
 * without regard to case unless {@code cased} says otherwise. Regular expressions are RE2's, which
 * take time in proportion to the text: a rule cannot stall the job.
 */
record FieldTest(SigmaField field, boolean isAll, List<Predicate<String>> values) {

  private static final String MODIFIERS =
      "one of contains, startswith, endswith, all, re, i, m, s, cased, cidr, exists, lt, lte, gt,"
          + " gte";

  boolean test(String found) {
    for (Predicate<String> value : values) {
      if (value.test(found) != isAll) {
        return !isAll;
      }
    }
    return isAll;
  }

  /**
   * Reads one.
   *
   * @param where the selection, for messages
   * @param key field and modifiers
   * @param values as YAML has them: texts, numbers, truth values and {@code null}
   */
  static FieldTest read(String where, String key, List<Object> values) throws SigmaException {
    String[] parts = key.split("\\|", -1);
    SigmaField field =
        SigmaField.named(parts[0])
            .orElseThrow(
                () ->
                    SigmaException.expected(
                        where, "a field that flows carry", '"' + parts[0] + '"'));
    Modifiers modifiers = new Modifiers();
    for (int i = 1; i < parts.length; i++) {
      if (!modifiers.take(parts[i].toLowerCase(Locale.ROOT))) {
        throw SigmaException.expected(
            where + "." + parts[0], "a modifier, " + MODIFIERS, '"' + parts[i] + '"');
      }
    }
    List<Predicate<String>> tests = new ArrayList<>();
    for (Object value : values) {
      tests.add(modifiers.test(where + "." + key, value));
    }
    if (tests.isEmpty()) {
      throw SigmaException.expected(where + "." + key, "a value", "none");
    }
    return new FieldTest(field, modifiers.isAll, List.copyOf(tests));
  }

  /** The modifiers of one field, as they are read. */
  private static final class Modifiers {

    private boolean isAll;
    private boolean isCased;
    private boolean isOpen;
    private boolean isOpenEnded;
    private String kind = "";
    private int flags;

    boolean take(String modifier) {
      switch (modifier) {
        case "all" -> isAll = true;
        case "cased" -> isCased = true;
        case "contains" -> {
          isOpen = true;
          isOpenEnded = true;
        }
        case "startswith" -> isOpenEnded = true;
        case "endswith" -> isOpen = true;
        case "re", "cidr", "exists", "lt", "lte", "gt", "gte" -> {
          if (!kind.isEmpty()) {
            return false;
          }
          kind = modifier;
        }
        case "i" -> flags |= Pattern.CASE_INSENSITIVE;
        case "m" -> flags |= Pattern.MULTILINE;
        case "s" -> flags |= Pattern.DOTALL;
        default -> {
          return false;
        }
      }
      return true;
    }

    Predicate<String> test(String where, Object value) throws SigmaException {
      return switch (kind) {
        case "re" -> regex(where, String.valueOf(value));
        case "cidr" -> network(where, String.valueOf(value));
        case "exists" -> exists(where, value);
        case "" -> text(value);
        default -> comparison(where, value);
      };
    }

    private Predicate<String> text(Object value) {
      if (value == null || value.equals("")) {
        return String::isEmpty;
      }
      Glob glob = Glob.of(String.valueOf(value));
      glob = isOpen ? glob.open() : glob;
      Glob wanted = isOpenEnded ? glob.openEnded() : glob;
      return found -> !found.isEmpty() && wanted.matches(found, isCased);
    }

    private Predicate<String> regex(String where, String value) throws SigmaException {
      try {
        Pattern pattern = Pattern.compile(value, flags);
        return found -> pattern.matcher(found).find();
      } catch (PatternSyntaxException e) {
        throw new SigmaException(
            where + ": expected a regular expression as RE2 has it: " + e.getMessage(), e);
      }
    }

    private static Predicate<String> network(String where, String value) throws SigmaException {
      Network network =
          Network.parse(value)
              .orElseThrow(
                  () -> SigmaException.expected(where, "a network such as 10.0.0.0/8", value));
      return found -> IpAddresses.isAddress(found) && network.has(found);
    }

    private static Predicate<String> exists(String where, Object value) throws SigmaException {
      if (!(value instanceof Boolean isWanted)) {
        throw SigmaException.expected(where, "true or false", value);
      }
      return found -> found.isEmpty() != isWanted;
    }

    private Predicate<String> comparison(String where, Object value) throws SigmaException {
      if (!(value instanceof Number limit)) {
        throw SigmaException.expected(where, "a number", value);
      }
      double bound = limit.doubleValue();
      return found -> {
        if (found.isEmpty() || !Character.isDigit(found.charAt(0)) || !isNumber(found)) {
          return false;
        }
        double number = Double.parseDouble(found);
        return switch (kind) {
          case "lt" -> number < bound;
          case "lte" -> number <= bound;
          case "gt" -> number > bound;
          default -> number >= bound;
        };
      };
    }

    private static boolean isNumber(String text) {
      return text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == 'E' || c == '-');
    }
  }
}
