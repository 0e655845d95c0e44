package io.logstream.cep.incident;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.cep.stream.PatternMatch;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Joins what the judge found with what patterns matched, all under one key: an incident is of the
 * whole system, and one is open at a time. A match changes the incident that is open; a match of
 * high severity opens one where none is, which the judge's own becomes part of if it comes.
 */
public final class ExplainIncidents
    extends KeyedCoProcessFunction<String, RoutedRecord, PatternMatch, RoutedRecord> {

  /** The one key. */
  public static final String SYSTEM = "system";

  private static final long serialVersionUID = 1L;

  /** A match that ended so long before an incident began may have led to it. */
  private static final long BEFORE = Duration.ofMinutes(10).toMillis();

  /** An incident of matches alone is closed after so long without one. */
  private static final long QUIET = Duration.ofMinutes(3).toMillis();

  private static final ObjectMapper JSON = new ObjectMapper();

  private transient MapState<String, PatternMatch> matches;
  private transient ValueState<String> judged;
  private transient ValueState<String> openId;

  @Override
  public void open(OpenContext context) {
    matches =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "matches", Types.STRING, TypeInformation.of(PatternMatch.class)));
    judged = getRuntimeContext().getState(new ValueStateDescriptor<>("judged", Types.STRING));
    openId = getRuntimeContext().getState(new ValueStateDescriptor<>("open-id", Types.STRING));
  }

  @Override
  public void processElement1(RoutedRecord record, Context context, Collector<RoutedRecord> out)
      throws Exception {
    ObjectNode incident = (ObjectNode) JSON.readTree(record.value);
    ObjectNode head = (ObjectNode) incident.path("incident");
    boolean isOpen = head.path("state").asText().equals("open");
    if (openId.value() == null) {
      openId.update(head.path("id").asText());
    }
    head.put("id", openId.value());
    emit(IncidentFile.explained(incident, recent()), record.timestamp, out);
    judged.update(isOpen ? JSON.writeValueAsString(incident) : null);
    if (!isOpen) {
      openId.clear();
      // What has been told of one incident is no evidence of the next.
      matches.clear();
    }
  }

  @Override
  public void processElement2(PatternMatch match, Context context, Collector<RoutedRecord> out)
      throws Exception {
    boolean isNews = keep(match);
    context.timerService().registerEventTimeTimer(match.end + QUIET);
    context.timerService().registerEventTimeTimer(match.end + BEFORE);
    if (!isNews) {
      return;
    }
    String open = judged.value();
    if (open != null) {
      emit(IncidentFile.explained(JSON.readTree(open), recent()), match.end, out);
    } else if (openId.value() != null || IncidentFile.isIncident(match)) {
      if (openId.value() == null) {
        openId.update(match.id);
      }
      emit(IncidentFile.of(openId.value(), true, recent()), match.end, out);
    }
  }

  /** What matches again and again is one match that lasts; it is news when it first comes. */
  private boolean keep(PatternMatch match) throws Exception {
    String name = match.pattern + '\n' + match.key;
    PatternMatch before = matches.get(name);
    if (before == null) {
      matches.put(name, match);
      return true;
    }
    before.end = Math.max(before.end, match.end);
    matches.put(name, before);
    return false;
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<RoutedRecord> out)
      throws Exception {
    long last = Long.MIN_VALUE;
    List<String> old = new ArrayList<>();
    for (Map.Entry<String, PatternMatch> entry : matches.entries()) {
      last = Math.max(last, entry.getValue().end);
      if (entry.getValue().end + BEFORE <= time) {
        old.add(entry.getKey());
      }
    }
    if (openId.value() != null && judged.value() == null && last + QUIET <= time) {
      emit(IncidentFile.of(openId.value(), false, recent()), time, out);
      openId.clear();
      matches.clear();
    } else if (judged.value() == null) {
      for (String name : old) {
        matches.remove(name);
      }
    }
  }

  private List<PatternMatch> recent() throws Exception {
    List<PatternMatch> all = new ArrayList<>();
    matches.values().forEach(all::add);
    return all;
  }

  private static void emit(JsonNode incident, long time, Collector<RoutedRecord> out)
      throws Exception {
    out.collect(
        new RoutedRecord(
            Topics.INCIDENTS,
            incident.at("/incident/id").asText(),
            JSON.writeValueAsBytes(incident),
            time));
  }
}
