package io.logstream.bench.sql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Jobs of {@code sql/jobs}, written as a programmer writes them. */
enum Peer {
  /** Requests a minute, and their 95th percentile. */
  TRAFFIC {
    @Override
    SingleOutputStreamOperator<PeerFinding> define(SingleOutputStreamOperator<PeerEvent> events) {
      return step(events.filter(event -> event.status != 0), "requests")
          .keyBy(event -> event.service)
          .window(TumblingEventTimeWindows.of(MINUTE))
          .process(new Traffic());
    }
  },

  /** The three services with most failures of each five minutes. */
  TOP_ERRORS {
    @Override
    SingleOutputStreamOperator<PeerFinding> define(SingleOutputStreamOperator<PeerEvent> events) {
      return step(
              failures(events)
                  .keyBy(event -> event.service)
                  .window(TumblingEventTimeWindows.of(FIVE_MINUTES))
                  .aggregate(new Count(), new Counted("top-errors", "failures in five minutes")),
              "count")
          .windowAll(TumblingEventTimeWindows.of(FIVE_MINUTES))
          .process(new Most());
    }
  },

  /** The requests of a client until it is silent; those in which something failed. */
  VISITS {
    @Override
    SingleOutputStreamOperator<PeerFinding> define(SingleOutputStreamOperator<PeerEvent> events) {
      return step(events.filter(event -> event.status != 0), "requests")
          .keyBy(event -> event.client)
          .window(EventTimeSessionWindows.withGap(FIVE_MINUTES))
          .aggregate(new VisitCount(), new Visited());
    }
  },

  /** A minute with three times the failures of the ten before. */
  ERROR_SURGE {
    @Override
    SingleOutputStreamOperator<PeerFinding> define(SingleOutputStreamOperator<PeerEvent> events) {
      return step(
              failures(events)
                  .keyBy(event -> event.service)
                  .window(TumblingEventTimeWindows.of(MINUTE))
                  .aggregate(new Count(), new Counted("error-surge", "failures in a minute")),
              "count")
          .keyBy(finding -> finding.subject)
          .process(new Surge());
    }
  },

  /** Failed log-ins, and then one that works. */
  BREAK_IN {
    @Override
    SingleOutputStreamOperator<PeerFinding> define(SingleOutputStreamOperator<PeerEvent> events) {
      Pattern<PeerEvent, ?> pattern =
          Pattern.<PeerEvent>begin("failed", AfterMatchSkipStrategy.skipPastLastEvent())
              .where(SimpleCondition.of(event -> event.outcome.equals("failure")))
              .timesOrMore(3)
              .consecutive()
              .greedy()
              .next("worked")
              .where(SimpleCondition.of(event -> event.outcome.equals("success")))
              .within(Duration.ofMinutes(10));
      return CEP.pattern(
              step(events.filter(event -> event.action.equals("ssh_login")), "log-ins")
                  .keyBy(event -> event.client),
              pattern)
          .process(new BrokenIn());
    }
  };

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  /** As the file of {@code sql/jobs} is named. */
  String fileName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The topology between source and sink; the last operator is named by who calls. */
  abstract SingleOutputStreamOperator<PeerFinding> define(
      SingleOutputStreamOperator<PeerEvent> events);

  private static SingleOutputStreamOperator<PeerEvent> failures(
      SingleOutputStreamOperator<PeerEvent> events) {
    return step(events.filter(PeerEvent::isFailure), "failures");
  }

  private static <T> SingleOutputStreamOperator<T> step(
      SingleOutputStreamOperator<T> operator, String name) {
    return operator.uid(name).name(name);
  }

  private static final class Traffic
      extends ProcessWindowFunction<PeerEvent, PeerFinding, String, TimeWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public void process(
        String service, Context context, Iterable<PeerEvent> requests, Collector<PeerFinding> out) {
      List<Double> durations = new ArrayList<>();
      requests.forEach(request -> durations.add(request.durationMs));
      durations.sort(Comparator.naturalOrder());
      // Between two ranks, as the SQL function does it.
      double rank = 0.95 * (durations.size() - 1);
      double below = durations.get((int) rank);
      double above = durations.get((int) Math.ceil(rank));
      double p95 = below + (rank - (int) rank) * (above - below);
      TimeWindow window = context.window();
      out.collect(
          new PeerFinding("traffic", service, "requests in a minute", durations.size())
              .within(window.getStart(), window.getEnd()));
      out.collect(
          new PeerFinding("traffic", service, "95th percentile in ms", p95)
              .within(window.getStart(), window.getEnd()));
    }
  }

  private static final class Count implements AggregateFunction<PeerEvent, Long, Long> {

    private static final long serialVersionUID = 1L;

    @Override
    public Long createAccumulator() {
      return 0L;
    }

    @Override
    public Long add(PeerEvent event, Long count) {
      return count + 1;
    }

    @Override
    public Long getResult(Long count) {
      return count;
    }

    @Override
    public Long merge(Long a, Long b) {
      return a + b;
    }
  }

  /** A count of a service's window. */
  private static final class Counted
      extends ProcessWindowFunction<Long, PeerFinding, String, TimeWindow> {

    private static final long serialVersionUID = 1L;

    private final String job;
    private final String measure;

    Counted(String job, String measure) {
      this.job = job;
      this.measure = measure;
    }

    @Override
    public void process(
        String service, Context context, Iterable<Long> counts, Collector<PeerFinding> out) {
      out.collect(
          new PeerFinding(job, service, measure, counts.iterator().next())
              .within(context.window().getStart(), context.window().getEnd()));
    }
  }

  private static final class Most
      extends ProcessAllWindowFunction<PeerFinding, PeerFinding, TimeWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public void process(Context context, Iterable<PeerFinding> counts, Collector<PeerFinding> out) {
      List<PeerFinding> most = new ArrayList<>();
      counts.forEach(most::add);
      most.sort(Comparator.comparingDouble((PeerFinding finding) -> -finding.value));
      for (int i = 0; i < Math.min(3, most.size()); i++) {
        out.collect(most.get(i).saying("number " + (i + 1) + " of the services with failures"));
      }
    }
  }

  /** Requests of a visit, and of these the ones that failed. */
  public static final class Visit {
    public long requests;
    public long failures;
  }

  private static final class VisitCount implements AggregateFunction<PeerEvent, Visit, Visit> {

    private static final long serialVersionUID = 1L;

    @Override
    public Visit createAccumulator() {
      return new Visit();
    }

    @Override
    public Visit add(PeerEvent event, Visit visit) {
      visit.requests++;
      visit.failures += event.status >= 500 ? 1 : 0;
      return visit;
    }

    @Override
    public Visit getResult(Visit visit) {
      return visit;
    }

    @Override
    public Visit merge(Visit a, Visit b) {
      a.requests += b.requests;
      a.failures += b.failures;
      return a;
    }
  }

  private static final class Visited
      extends ProcessWindowFunction<Visit, PeerFinding, String, TimeWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public void process(
        String client, Context context, Iterable<Visit> visits, Collector<PeerFinding> out) {
      Visit visit = visits.iterator().next();
      if (visit.failures > 0) {
        out.collect(
            new PeerFinding("visits", client, "requests in a visit with failures", visit.requests)
                .saying(visit.failures + " of " + visit.requests + " requests failed")
                .within(context.window().getStart(), context.window().getEnd()));
      }
    }
  }

  private static final class BrokenIn extends PatternProcessFunction<PeerEvent, PeerFinding> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processMatch(
        Map<String, List<PeerEvent>> match, Context context, Collector<PeerFinding> out) {
      List<PeerEvent> failed = match.get("failed");
      PeerEvent worked = match.get("worked").get(0);
      out.collect(
          new PeerFinding("break-in", worked.client, "failed log-ins before", failed.size())
              .saying("log-in as " + worked.account + " after " + failed.size() + " failures")
              .within(failed.get(0).millis, worked.millis));
    }
  }
}
