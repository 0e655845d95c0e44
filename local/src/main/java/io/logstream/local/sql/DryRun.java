package io.logstream.local.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.cep.stream.PatternTable;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.control.ControlTable;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.control.InvalidRowException;
import io.logstream.functions.enrich.Enrichment;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.Flow;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.LineRouter;
import io.logstream.functions.route.RawRecord;
import io.logstream.functions.route.RouteFunction;
import io.logstream.functions.threat.Alert;
import io.logstream.functions.threat.FlowJoin;
import io.logstream.functions.threat.ThreatEngine;
import io.logstream.functions.threat.stream.ThreatTables;
import io.logstream.local.sql.RowVerdict.Change;
import io.logstream.local.sql.RowVerdict.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What rows of control topics would do, said by the code that the jobs read them with: to the rows
 * in force, to recorded lines on their way through the ingest job, and to recorded flows in the
 * threat job.
 */
final class DryRun {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EXAMPLES = 3;
  private static final List<String> ROUTES = RouteFunction.Settings.DEFAULT.routes();

  private final List<ControlRow> inForce;
  private final List<ControlRow> rows;

  /**
   * A dry run.
   *
   * @param written what stands in the control topics, each in its order
   * @param rows what would be written behind it
   */
  DryRun(List<ControlRow> written, List<ControlRow> rows) {
    this.inForce = List.copyOf(written);
    this.rows = List.copyOf(rows);
  }

  /**
   * What recorded lines would become instead.
   *
   * @param lines how many were tried
   * @param changed events that would have other fields
   * @param refused events that would be dead letters
   * @param accepted dead letters that would be events
   * @param leftOut events that sampling would leave out
   * @param kept events that sampling leaves out and would not
   * @param routed events that would be in other topics of their own
   * @param examples some of these
   */
  record Effect(
      long lines,
      long changed,
      long refused,
      long accepted,
      long leftOut,
      long kept,
      long routed,
      List<Example> examples) {}

  /**
   * A line that would become something else.
   *
   * @param origin where it stands
   * @param refusal why it would be refused; empty if it would not
   * @param fields what would differ
   */
  record Example(String origin, String refusal, SortedMap<String, Change> fields) {}

  /** One verdict a row. */
  List<RowVerdict> verdicts() {
    ControlView view = view();
    Map<String, SortedMap<String, String>> good = new HashMap<>();
    inForce.forEach(row -> verdict(row, view, good));
    return rows.stream().map(row -> verdict(row, view, good)).toList();
  }

  /** All that some job reads; what the ingest job does with rows of no kind goes for all. */
  private static ControlView view() {
    List<ControlTable<?>> tables = new ArrayList<>(RouteFunction.tables());
    tables.add(PatternTable.TABLE);
    tables.addAll(ThreatTables.DETECTION);
    return new ControlView(tables, true);
  }

  private static RowVerdict verdict(
      ControlRow row, ControlView view, Map<String, SortedMap<String, String>> good) {
    String id;
    try {
      id = row.id();
    } catch (InvalidRowException e) {
      return new RowVerdict(row.topic, "?", Outcome.REFUSED, e.getMessage(), new TreeMap<>());
    }
    String place = row.topic + ' ' + id;
    SortedMap<String, String> before = good.getOrDefault(place, new TreeMap<>());
    ControlView.Result result = view.apply(row);
    SortedMap<String, String> after =
        result.outcome() == ControlView.Outcome.PUT ? flat(row.value) : new TreeMap<>();
    after.remove(Author.COLUMN);
    return switch (result.outcome()) {
      case PUT -> {
        SortedMap<String, Change> columns = RowVerdict.differences(before, after);
        good.put(place, after);
        Outcome outcome =
            before.isEmpty() ? Outcome.NEW : columns.isEmpty() ? Outcome.SAME : Outcome.CHANGED;
        yield new RowVerdict(row.topic, id, outcome, "", columns);
      }
      case REMOVED -> {
        good.remove(place);
        yield new RowVerdict(
            row.topic, id, Outcome.REMOVED, "", RowVerdict.differences(before, after));
      }
      case IGNORED -> new RowVerdict(row.topic, id, Outcome.WITHOUT_EFFECT, "", new TreeMap<>());
      case REFUSED ->
          new RowVerdict(row.topic, id, Outcome.REFUSED, result.error(), new TreeMap<>());
    };
  }

  /** The lines, each sent both ways. */
  Effect effect(List<RawRecord> lines) throws IOException {
    long changed = 0;
    long refused = 0;
    long accepted = 0;
    long leftOut = 0;
    long kept = 0;
    long routed = 0;
    List<Example> examples = new ArrayList<>();
    try (Ingest now = new Ingest(inForce);
        Ingest then = new Ingest(inForce, rows)) {
      for (RawRecord line : lines) {
        List<Made> before = now.made(line);
        List<Made> after = then.made(line);
        for (int i = 0; i < before.size(); i++) {
          Made was = before.get(i);
          Made is = after.get(i);
          routed += was.topics().equals(is.topics()) ? 0 : 1;
          if (was.isSameEvent(is)) {
            continue;
          }
          if (is.isLeftOut()) {
            leftOut++;
            continue;
          }
          if (was.isLeftOut()) {
            kept++;
            continue;
          }
          if (was.refusal().isEmpty() && is.refusal().isEmpty()) {
            changed++;
          } else if (was.refusal().isEmpty()) {
            refused++;
          } else if (is.refusal().isEmpty()) {
            accepted++;
          }
          if (examples.size() < EXAMPLES) {
            examples.add(
                new Example(
                    line.origin(),
                    is.refusal(),
                    is.refusal().isEmpty() && was.refusal().isEmpty()
                        ? RowVerdict.differences(was.fields(), is.fields())
                        : new TreeMap<>()));
          }
        }
      }
    }
    return new Effect(
        lines.size(), changed, refused, accepted, leftOut, kept, routed, List.copyOf(examples));
  }

  /**
   * What the threat job would say of recorded flows instead.
   *
   * @param flows how many were tried
   * @param more alerts that there would be, or would be otherwise, in words
   * @param fewer alerts that there would not be
   */
  record Alerts(long flows, List<String> more, List<String> fewer) {}

  /** The flows, through all detectors by the rows in force and with the others. */
  Alerts alerts(List<Flow> flows) {
    List<Flow> joined = joined(flows);
    Set<String> now = alerts(joined, List.of(inForce));
    Set<String> then = alerts(joined, List.of(inForce, rows));
    return new Alerts(
        flows.size(),
        then.stream().filter(alert -> !now.contains(alert)).toList(),
        now.stream().filter(alert -> !then.contains(alert)).toList());
  }

  private static Set<String> alerts(List<Flow> flows, List<List<ControlRow>> seen) {
    ControlView view = new ControlView(ThreatTables.DETECTION, false);
    seen.forEach(some -> some.forEach(view::apply));
    ThreatEngine engine =
        new ThreatEngine(
            List.copyOf(ThreatTables.detectors(view).values()), ThreatTables.thresholds(view));
    engine.run(flows);
    Set<String> alerts = new TreeSet<>();
    for (Alert alert : engine.alerts()) {
      alerts.add(
          "%s, %s, of %s: %s"
              .formatted(
                  alert.finding().kind().id(),
                  alert.severity().name().toLowerCase(Locale.ROOT),
                  alert.finding().subject().source(),
                  alert.finding().explanation()));
    }
    return alerts;
  }

  /** In the order of their starts, the records of a connection joined. */
  private static List<Flow> joined(List<Flow> flows) {
    Map<String, List<Flow>> connections = new LinkedHashMap<>();
    for (Flow flow : flows) {
      String name = flow.connection().isEmpty() ? "id " + flow.id() : flow.connection();
      connections
          .computeIfAbsent(flow.source().ip() + ' ' + name, key -> new ArrayList<>())
          .add(flow);
    }
    return connections.values().stream()
        .flatMap(records -> FlowJoin.join(records).stream())
        .sorted(Comparator.comparingLong(Flow::start))
        .toList();
  }

  /**
   * An event, or why there is none.
   *
   * @param isLeftOut whether it is not in {@code logs}
   * @param topics of its own that it is in
   */
  private record Made(
      String refusal, boolean isLeftOut, SortedMap<String, String> fields, Set<String> topics) {

    boolean isSameEvent(Made other) {
      return refusal.equals(other.refusal)
          && isLeftOut == other.isLeftOut
          && (isLeftOut || fields.equals(other.fields));
    }
  }

  /** What the ingest job does with a line, by the rows that it has seen. */
  private static final class Ingest implements AutoCloseable {

    private final Enrichment enrichment;
    private final LineRouter router;

    @SafeVarargs
    Ingest(List<ControlRow>... seen) throws IOException {
      ControlView view = new ControlView(RouteFunction.tables(), true);
      for (List<ControlRow> some : seen) {
        some.forEach(view::apply);
      }
      enrichment = new Enrichment(Enrichment.Options.DEFAULT, view);
      router = new LineRouter(ZoneOffset.UTC, enrichment, view);
    }

    List<Made> made(RawRecord line) {
      List<Made> made = new ArrayList<>();
      router.route(
          line,
          new LineRouter.Into() {
            private final SortedMap<String, String> fields = new TreeMap<>();
            private final Set<String> topics = new TreeSet<>();
            private String refusal = "";

            @Override
            public void add(RoutedRecord record) {
              if (record.topic.equals(Topics.LOGS)) {
                fields.putAll(flat(record.value));
              } else if (record.topic.equals(Topics.LOGS_DEAD)) {
                refusal = error(record);
              } else if (ROUTES.contains(record.topic)) {
                topics.add(record.topic);
              }
            }

            /** The event is whole: what comes next is of the next one. */
            @Override
            public void became(LineRouter.Outcome outcome) {
              boolean isLeftOut = fields.isEmpty() && refusal.isEmpty();
              made.add(new Made(refusal, isLeftOut, new TreeMap<>(fields), Set.copyOf(topics)));
              fields.clear();
              topics.clear();
              refusal = "";
            }
          });
      return made;
    }

    private static String error(RoutedRecord letter) {
      String error = letter.headerOrNull(DeadLetterHeaders.ERROR);
      return error == null || error.isEmpty() ? "refused" : error;
    }

    @Override
    public void close() throws IOException {
      enrichment.close();
    }
  }

  /** The values by their paths; what is null is absent. */
  private static SortedMap<String, String> flat(byte[] json) {
    SortedMap<String, String> flat = new TreeMap<>();
    try {
      flatten("", JSON.readTree(json), flat);
    } catch (IOException e) {
      throw new UncheckedIOException("expected JSON, found " + new String(json, UTF_8), e);
    }
    return flat;
  }

  private static void flatten(String path, JsonNode node, SortedMap<String, String> flat) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              entry ->
                  flatten(
                      path.isEmpty() ? entry.getKey() : path + '.' + entry.getKey(),
                      entry.getValue(),
                      flat));
    } else if (!node.isNull()) {
      flat.put(path, node.isTextual() ? node.asText() : node.toString());
    }
  }
}
