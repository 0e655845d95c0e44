package io.logstream.functions.threat.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a condition. What binds closest comes last here:
 *
 * <pre>
 * or      := and ("or" and)*
 * and     := not ("and" not)*
 * not     := "not" not | "(" or ")" | quantity "of" names | name
 * quantity := "1" | "any" | "all"
 * names   := "them" | a name that may hold *
 * </pre>
 */
final class ConditionReader {

  private static final Pattern TOKEN = Pattern.compile("\\s*([()|]|[^\\s()|]+)\\s*");
  private static final Set<String> WORDS = Set.of("and", "or", "not", "of", "them", ")", "|");

  /** Nothing that a person writes is nested deeper, and the stack ends somewhere. */
  private static final int DEEPEST = 50;

  private static final int LONGEST = 4096;

  private final Set<String> selections;
  private final List<String> tokens = new ArrayList<>();
  private int at;
  private int depth;

  private ConditionReader(String text, Set<String> selections) throws SigmaException {
    if (text.length() > LONGEST) {
      throw SigmaException.expected(
          "condition", "at most " + LONGEST + " characters", text.length());
    }
    this.selections = selections;
    Matcher token = TOKEN.matcher(text);
    while (token.lookingAt()) {
      tokens.add(token.group(1));
      token.region(token.end(), text.length());
    }
  }

  /**
   * The condition of a text.
   *
   * @param selections the names that it may use
   */
  static Condition read(String text, Set<String> selections) throws SigmaException {
    ConditionReader reader = new ConditionReader(text, selections);
    Condition condition = reader.or();
    if (reader.peek().equals("|") || reader.peek().equals("near")) {
      throw new SigmaException(
          "condition: expected no aggregation, found \"%s\": counting over time is what detectors do"
              .formatted(String.join(" ", reader.tokens.subList(reader.at, reader.tokens.size()))));
    }
    if (reader.at < reader.tokens.size()) {
      throw reader.expected("and, or, or the end");
    }
    return condition;
  }

  private SigmaException expected(String what) {
    String found = at < tokens.size() ? '"' + tokens.get(at) + '"' : "the end";
    return new SigmaException(
        "condition: expected %s as word %d, found %s".formatted(what, at + 1, found));
  }

  private String peek() {
    return at < tokens.size() ? tokens.get(at).toLowerCase(Locale.ROOT) : "";
  }

  private boolean take(String word) {
    if (peek().equals(word)) {
      at++;
      return true;
    }
    return false;
  }

  private Condition or() throws SigmaException {
    List<Condition> any = new ArrayList<>();
    do {
      any.add(and());
    } while (take("or"));
    return any.size() == 1 ? any.get(0) : new Condition.Or(List.copyOf(any));
  }

  private Condition and() throws SigmaException {
    List<Condition> all = new ArrayList<>();
    do {
      all.add(not());
    } while (take("and"));
    return all.size() == 1 ? all.get(0) : new Condition.And(List.copyOf(all));
  }

  private Condition not() throws SigmaException {
    if (++depth > DEEPEST) {
      throw expected("at most " + DEEPEST + " levels");
    }
    try {
      if (take("not")) {
        return new Condition.Not(not());
      }
      if (take("(")) {
        Condition inner = or();
        if (!take(")")) {
          throw expected("a closing parenthesis");
        }
        return inner;
      }
      return isQuantity() ? quantity() : name();
    } finally {
      depth--;
    }
  }

  private boolean isQuantity() {
    return at + 1 < tokens.size() && tokens.get(at + 1).equalsIgnoreCase("of");
  }

  private Condition quantity() throws SigmaException {
    boolean isAll = peek().equals("all");
    if (!isAll && !peek().equals("1") && !peek().equals("any")) {
      throw expected("1, any or all before \"of\"");
    }
    at += 2;
    String names = at < tokens.size() ? tokens.get(at) : "";
    List<Condition> parts = new ArrayList<>();
    Glob pattern = Glob.of(names);
    for (String name : selections) {
      // A leading underscore keeps a selection out of "them".
      boolean isMeant =
          names.equalsIgnoreCase("them") ? !name.startsWith("_") : pattern.matches(name, true);
      if (isMeant) {
        parts.add(new Condition.Named(name));
      }
    }
    if (parts.isEmpty()) {
      throw expected("\"them\" or a pattern of names of " + selections);
    }
    at++;
    return isAll ? new Condition.And(List.copyOf(parts)) : new Condition.Or(List.copyOf(parts));
  }

  private Condition name() throws SigmaException {
    String name = at < tokens.size() ? tokens.get(at) : "";
    if (!selections.contains(name) || WORDS.contains(name)) {
      throw expected("one of " + selections);
    }
    at++;
    return new Condition.Named(name);
  }
}
