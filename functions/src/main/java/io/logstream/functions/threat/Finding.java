package io.logstream.functions.threat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a detector claims about a source. A later finding with the same {@link #group()} replaces an
 * earlier one: a detector reports again when it knows more.
 *
 * @param kind what is claimed
 * @param subject who did it
 * @param score how strongly the data speaks for it, 0 to 1; what it is worth is {@link
 *     Kind#certainty}
 * @param firstSeen start of the oldest flow that it rests on, nanoseconds since the epoch
 * @param lastSeen start of the newest
 * @param count how many flows it rests on
 * @param evidence ids of some of their events, at most {@value #MOST_EVIDENCE}
 * @param parts what the score is made of, by name, in order of explanation
 * @param explanation a sentence for the analyst
 * @param rule the rule that found it; {@link Rule#NONE} where a detector did
 */
public record Finding(
    Kind kind,
    Subject subject,
    double score,
    long firstSeen,
    long lastSeen,
    long count,
    List<String> evidence,
    Map<String, Double> parts,
    String explanation,
    Rule rule) {

  /** State from before there were rules has none. */
  public Finding {
    rule = rule == null ? Rule.NONE : rule;
  }

  /** What a detector found without a rule. */
  public Finding(
      Kind kind,
      Subject subject,
      double score,
      long firstSeen,
      long lastSeen,
      long count,
      List<String> evidence,
      Map<String, Double> parts,
      String explanation) {
    this(kind, subject, score, firstSeen, lastSeen, count, evidence, parts, explanation, Rule.NONE);
  }

  /**
   * A rule written by people.
   *
   * @param id as its author gave it
   * @param title what it finds
   * @param level how grave its author thinks a match is: informational, low, medium, high, critical
   * @param tags such as {@code attack.t1071.001}
   */
  public record Rule(String id, String title, String level, List<String> tags) {

    public static final Rule NONE = new Rule("", "", "", List.of());

    /** The first technique among the tags. */
    Optional<Technique> technique() {
      return tags.stream()
          .filter(tag -> tag.matches("attack\\.t\\d{4}(\\.\\d{3})?"))
          .map(tag -> Technique.of(tag.substring("attack.".length()).toUpperCase(Locale.ROOT)))
          .findFirst();
    }
  }

  /** The technique that it is evidence of. */
  public Technique technique() {
    return rule.technique().orElse(kind.technique());
  }

  /** Event ids that a finding carries at most: enough to look at, not a copy of the traffic. */
  public static final int MOST_EVIDENCE = 16;

  /**
   * Who did what to whom; texts are empty and the port 0 where they are not part of the claim.
   *
   * @param source address of who did it
   * @param destination address of whom it was done to
   * @param port of the destination
   * @param domain name of the destination
   * @param user whose account
   */
  public record Subject(String source, String destination, int port, String domain, String user) {

    public static Subject of(String source) {
      return new Subject(source, "", 0, "", "");
    }

    public static Subject of(String source, String destination, int port) {
      return new Subject(source, destination, port, "", "");
    }

    public Subject withDomain(String name) {
      return new Subject(source, destination, port, name, user);
    }

    public Subject withUser(String name) {
      return new Subject(source, destination, port, domain, name);
    }
  }

  /**
   * What findings of one alert have in common. A named destination is its name, whichever of its
   * addresses was used; whoever knocks at one port may try the next.
   */
  public String group() {
    boolean isNamed = !subject.domain.isEmpty();
    boolean isOfPort = !isNamed && kind != Kind.PROBE;
    return String.join(
        "|",
        kind.id(),
        subject.source,
        isNamed ? subject.domain : subject.destination,
        isOfPort ? Integer.toString(subject.port) : "",
        rule.id.isEmpty() ? subject.user : subject.user + "|" + rule.id);
  }
}
