package io.logstream.functions.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out who called whom from log lines alone: lines bear the ids of their trace and span, but
 * no parent.
 *
 * <p>The model. After a line of template <em>t</em> of service A, A calls service B with a rate
 * <em>r(t, B)</em>, the same in all traces; a trace's first span is called from outside, B with
 * rate <em>r₀(B)</em>. For a span of B, every span of another service that had begun is a
 * candidate, by the template of its last line before. A candidate is the likelier
 *
 * <ul>
 *   <li>the higher its template's rate,
 *   <li>the more recently it, or something that it called, was active: 1 / (1 + gap / scale),
 *   <li>if its next line comes after the span has ended, as a caller's does that waits for the
 *       answer, and the less likely if it goes on before,
 *   <li>and the less likely if another call of its own is under way.
 * </ul>
 *
 * <p>The scale of all times is the median time from one span's beginning to the next one's, so that
 * systems of microseconds and of seconds are treated alike.
 *
 * <p>Rates and responsibilities are estimated in turns (expectation–maximisation, Dempster, Laird
 * and Rubin 1977), from a start that takes the innermost enclosing span. Clocks of machines differ:
 * a span that seems to begin a little before its caller is still considered, and of two opposite
 * edges the much weaker one is such an illusion. At the end, parsimony: an edge whose spans could
 * nearly as well be explained by other edges has to save more than log(number of spans) nats, the
 * Bayesian information criterion's price of two parameters, or goes.
 */
public final class LogCalls {

  /** Clocks are not thought to differ by more, in nanoseconds. */
  private static final long MOST_SKEW = 8_000_000;

  private static final long MOST_GAP = 5_000_000;
  private static final long LEAST = 100_000;

  private static final double WAITS = 2;
  private static final double GOES_ON = 0.3;
  private static final double SILENT = 1;
  private static final double BUSY = 0.1;
  private static final double NOT_YET_BEGUN = 0.2;

  /** Of two opposite edges the one with less than this share of the other's calls is dropped. */
  private static final double OPPOSITE = 0.25;

  /** Of candidates that do not wait, before any rate is known. */
  private static final double NO_RATE_YET = 0.2;

  private static final double RATE_FLOOR = 1e-4;
  private static final double OUTSIDE_WEIGHT = 3;
  private static final int ROUNDS = 8;
  private static final int ROUNDS_BEFORE_DROPPING = 2;

  /** Spans of one trace; further ones are not looked at. */
  private static final int LARGEST_TRACE = 1000;

  /** Only so many spans that began last are considered as callers of one. */
  private static final int MOST_CANDIDATES = 200;

  private static final String BEFORE_ALL_LINES = "^";
  private static final String OUTSIDE = "";
  private static final double OUTSIDE_FLOOR = 1e-6;

  /** Nats that an explanation without an alternative saves. */
  private static final double NO_ALTERNATIVE = 50;

  private final List<Trace> traces = new ArrayList<>();
  private final Map<Place, Integer> occurrences = new HashMap<>();
  private final Set<Edge> dropped = new HashSet<>();
  private Map<PlaceCall, Double> rates = Map.of();
  private Map<String, Double> outside = Map.of();
  private final long skew;
  private final double gapScale;
  private int spans;

  /** The calls of one span's service to that span. */
  public record Call(SpanLog callee, Optional<SpanLog> caller) {}

  private record Place(String service, String template) {}

  private record PlaceCall(Place place, String callee) {}

  private record Edge(String caller, String callee) {}

  private static final class Trace {
    private final List<SpanLog> spans;
    private final int[] caller;
    private final List<List<Candidate>> candidates = new ArrayList<>();

    private Trace(List<SpanLog> spans) {
      this.spans = spans;
      this.caller = new int[spans.size()];
    }
  }

  /** A span that may have called another. */
  private record Candidate(int span, Place place, double manner, long gap, boolean begun) {}

  private LogCalls(List<List<SpanLog>> traces) {
    long step = medianStep(traces);
    skew = Math.max(LEAST, Math.min(MOST_SKEW, step));
    gapScale = Math.max(LEAST, Math.min(MOST_GAP, step));
  }

  private static long medianStep(List<List<SpanLog>> traces) {
    List<Long> steps = new ArrayList<>();
    for (List<SpanLog> trace : traces) {
      long[] begins = trace.stream().mapToLong(SpanLog::first).sorted().toArray();
      for (int i = 1; i < begins.length; i++) {
        steps.add(begins[i] - begins[i - 1]);
      }
    }
    steps.sort(null);
    return steps.isEmpty() ? MOST_SKEW : steps.get(steps.size() / 2);
  }

  /**
   * Finds the caller of each span, from all traces together.
   *
   * @param traces the spans of each trace
   * @return a call for each span, with the calling span where the call came from within the trace
   */
  public static List<Call> infer(List<List<SpanLog>> traces) {
    LogCalls model = new LogCalls(traces);
    traces.forEach(model::add);
    for (int round = 0; round < ROUNDS; round++) {
      model.round(round);
    }
    model.payForEdges();
    List<Call> calls = new ArrayList<>();
    for (Trace trace : model.traces) {
      for (int i = 0; i < trace.spans.size(); i++) {
        int caller = trace.caller[i];
        calls.add(
            new Call(
                trace.spans.get(i),
                caller < 0 ? Optional.empty() : Optional.of(trace.spans.get(caller))));
      }
    }
    return calls;
  }

  private void add(List<SpanLog> logs) {
    List<SpanLog> sorted =
        logs.stream()
            .sorted(Comparator.comparingLong(SpanLog::first).thenComparing(SpanLog::spanId))
            .limit(LARGEST_TRACE)
            .toList();
    Trace trace = new Trace(sorted);
    for (SpanLog span : sorted) {
      occurrences.merge(new Place(span.service(), BEFORE_ALL_LINES), 1, Integer::sum);
      span.lines()
          .forEach(
              line ->
                  occurrences.merge(new Place(span.service(), line.template()), 1, Integer::sum));
    }
    for (int i = 0; i < sorted.size(); i++) {
      trace.candidates.add(candidates(sorted, i));
      trace.caller[i] = innermost(trace, i);
    }
    traces.add(trace);
    spans += sorted.size();
  }

  private List<Candidate> candidates(List<SpanLog> sorted, int callee) {
    SpanLog span = sorted.get(callee);
    List<Candidate> found = new ArrayList<>();
    for (int i = sorted.size() - 1; i >= 0 && found.size() < MOST_CANDIDATES; i--) {
      SpanLog other = sorted.get(i);
      if (i == callee || other.service().equals(span.service())) {
        continue;
      }
      if (other.first() <= span.first()) {
        int lines = other.linesUntil(span.first());
        boolean more = lines < other.lines().size();
        boolean waits = more && other.lines().get(lines).at() >= span.last() - skew;
        SpanLog.Line last = other.lines().get(lines - 1);
        found.add(
            new Candidate(
                i,
                new Place(other.service(), last.template()),
                waits ? WAITS : more ? GOES_ON : SILENT,
                span.first() - last.at(),
                true));
      } else if (other.first() - span.first() < skew) {
        found.add(
            new Candidate(
                i,
                new Place(other.service(), BEFORE_ALL_LINES),
                NOT_YET_BEGUN,
                other.first() - span.first(),
                false));
      }
    }
    return found;
  }

  /**
   * The start: of the spans that wait for this one's end the one that began last, else the one that
   * was active last; -1 where none had begun.
   */
  private static int innermost(Trace trace, int callee) {
    Candidate best = null;
    for (Candidate candidate : trace.candidates.get(callee)) {
      if (candidate.begun()
          && (best == null
              || candidate.manner() > best.manner()
              || candidate.manner() == best.manner() && candidate.gap() < best.gap())) {
        best = candidate;
      }
    }
    return best == null ? -1 : best.span();
  }

  private void round(int round) {
    Map<PlaceCall, Double> weights = new HashMap<>();
    Map<String, Double> outsideWeights = new HashMap<>();
    for (Trace trace : traces) {
      CallTree tree = new CallTree(trace);
      int[] callers = new int[trace.spans.size()];
      for (int i = 0; i < callers.length; i++) {
        String service = trace.spans.get(i).service();
        List<Candidate> candidates = trace.candidates.get(i);
        double[] scores = new double[candidates.size()];
        double fromOutside = scoreOutside(trace, i, round == 0);
        double sum = fromOutside;
        for (int c = 0; c < scores.length; c++) {
          scores[c] = score(trace, i, candidates.get(c), tree, round == 0);
          sum += scores[c];
        }
        callers[i] = -1;
        if (sum <= 0) {
          continue;
        }
        double best = fromOutside;
        for (int c = 0; c < scores.length; c++) {
          weights.merge(
              new PlaceCall(candidates.get(c).place(), service), scores[c] / sum, Double::sum);
          if (scores[c] > best) {
            best = scores[c];
            callers[i] = candidates.get(c).span();
          }
        }
        outsideWeights.merge(service, fromOutside / sum, Double::sum);
      }
      System.arraycopy(callers, 0, trace.caller, 0, callers.length);
    }
    if (round >= ROUNDS_BEFORE_DROPPING) {
      dropOpposites();
    }
    rates = new HashMap<>();
    weights.forEach((key, weight) -> rates.put(key, weight / occurrences.get(key.place())));
    outside = new HashMap<>();
    outsideWeights.forEach(
        (service, weight) -> outside.put(service, OUTSIDE_WEIGHT * weight / traces.size()));
  }

  private double scoreOutside(Trace trace, int span, boolean firstRound) {
    boolean early = trace.spans.get(span).first() - trace.spans.get(0).first() < skew;
    if (!early) {
      return 0;
    }
    return firstRound ? 0.5 : outside.getOrDefault(trace.spans.get(span).service(), 0.0);
  }

  private double score(
      Trace trace, int span, Candidate candidate, CallTree tree, boolean firstRound) {
    SpanLog callee = trace.spans.get(span);
    if (dropped.contains(new Edge(candidate.place().service(), callee.service()))) {
      return 0;
    }
    long gap = candidate.gap();
    double manner = candidate.manner();
    double rate;
    if (firstRound) {
      rate = manner == WAITS || !candidate.begun() ? 1 : NO_RATE_YET;
    } else {
      rate =
          rates.getOrDefault(new PlaceCall(candidate.place(), callee.service()), 0.0) + RATE_FLOOR;
      if (candidate.begun()) {
        gap = callee.first() - tree.lastActive(candidate.span(), callee.first() - 1);
      }
    }
    if (candidate.begun() && tree.busy(candidate.span(), callee.first(), span)) {
      manner *= BUSY;
    }
    return rate * manner / (1 + Math.max(0, gap) / gapScale);
  }

  /** The calls of a trace as they were last attributed. */
  private static final class CallTree {

    private final List<SpanLog> spans;
    private final List<List<Integer>> called = new ArrayList<>();

    private CallTree(Trace trace) {
      spans = trace.spans;
      for (int i = 0; i < spans.size(); i++) {
        called.add(new ArrayList<>());
      }
      for (int i = 0; i < spans.size(); i++) {
        if (trace.caller[i] >= 0) {
          called.get(trace.caller[i]).add(i);
        }
      }
    }

    /** The time of the last line, not later than {@code at}, of a span or of what it called. */
    private long lastActive(int span, long at) {
      return lastActive(span, at, 0);
    }

    private long lastActive(int span, long at, int depth) {
      int lines = spans.get(span).linesUntil(at);
      long last = lines == 0 ? Long.MIN_VALUE / 2 : spans.get(span).lines().get(lines - 1).at();
      // Skewed clocks can make a circle of two spans; no real tree is this deep.
      if (depth < 12) {
        for (int child : called.get(span)) {
          if (spans.get(child).first() <= at) {
            last = Math.max(last, lastActive(child, at, depth + 1));
          }
        }
      }
      return last;
    }

    /** Whether another call of this span is under way. */
    private boolean busy(int span, long at, int except) {
      for (int child : called.get(span)) {
        if (child != except && spans.get(child).first() < at && spans.get(child).last() > at) {
          return true;
        }
      }
      return false;
    }
  }

  private void dropOpposites() {
    Map<Edge, Integer> calls = new HashMap<>();
    for (Trace trace : traces) {
      for (int i = 0; i < trace.caller.length; i++) {
        if (trace.caller[i] >= 0) {
          calls.merge(
              new Edge(trace.spans.get(trace.caller[i]).service(), trace.spans.get(i).service()),
              1,
              Integer::sum);
        }
      }
    }
    calls.forEach(
        (edge, count) -> {
          int opposite = calls.getOrDefault(new Edge(edge.callee(), edge.caller()), 0);
          if (count < OPPOSITE * opposite) {
            dropped.add(edge);
          }
        });
  }

  /** The best candidate of each calling service for one span, and "from outside". */
  private static final class Choice {
    private final Trace trace;
    private final int span;
    private final String callee;
    private final Map<String, Double> scores = new HashMap<>();
    private final Map<String, Integer> callers = new HashMap<>();

    private Choice(Trace trace, int span) {
      this.trace = trace;
      this.span = span;
      callee = trace.spans.get(span).service();
    }

    private void offer(String service, double score, int caller) {
      if (score > scores.getOrDefault(service, 0.0)) {
        scores.put(service, score);
        callers.put(service, caller);
      }
    }

    private String best() {
      String best = null;
      for (Map.Entry<String, Double> entry : scores.entrySet()) {
        if (best == null
            || entry.getValue() > scores.get(best)
            || entry.getValue().equals(scores.get(best)) && entry.getKey().compareTo(best) < 0) {
          best = entry.getKey();
        }
      }
      return best;
    }

    /** How many nats worse the span is explained without its best caller. */
    private double loss(String best) {
      double second = 0;
      for (Map.Entry<String, Double> entry : scores.entrySet()) {
        if (!entry.getKey().equals(best)) {
          second = Math.max(second, entry.getValue());
        }
      }
      return second == 0 ? NO_ALTERNATIVE : Math.log(scores.get(best) / second);
    }
  }

  private void payForEdges() {
    List<Choice> choices = new ArrayList<>();
    for (Trace trace : traces) {
      CallTree tree = new CallTree(trace);
      for (int i = 0; i < trace.spans.size(); i++) {
        Choice choice = new Choice(trace, i);
        for (Candidate candidate : trace.candidates.get(i)) {
          choice.offer(
              candidate.place().service(),
              score(trace, i, candidate, tree, false),
              candidate.span());
        }
        choice.offer(OUTSIDE, Math.max(OUTSIDE_FLOOR, scoreOutside(trace, i, false)), -1);
        choices.add(choice);
      }
    }
    double price = Math.log(Math.max(2, spans));
    while (true) {
      Map<Edge, Double> savings = new HashMap<>();
      for (Choice choice : choices) {
        String best = choice.best();
        if (!best.equals(OUTSIDE)) {
          savings.merge(new Edge(best, choice.callee), choice.loss(best), Double::sum);
        }
      }
      Optional<Map.Entry<Edge, Double>> cheapest =
          savings.entrySet().stream()
              .filter(entry -> entry.getValue() < price)
              .min(
                  Map.Entry.<Edge, Double>comparingByValue()
                      .thenComparing(entry -> entry.getKey().toString()));
      if (cheapest.isEmpty()) {
        break;
      }
      Edge edge = cheapest.get().getKey();
      for (Choice choice : choices) {
        if (choice.callee.equals(edge.callee())) {
          choice.scores.remove(edge.caller());
        }
      }
    }
    for (Choice choice : choices) {
      choice.trace.caller[choice.span] = choice.callers.get(choice.best());
    }
  }
}
