package io.logstream.functions.rootcause;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.otlp.LogRecord;
import io.logstream.functions.otlp.Telemetry;
import io.logstream.functions.rootcause.ShopTraffic.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RootCauseEngineTest {

  private static final long START = 1_700_000_000L * ShopTraffic.SECOND;
  private static final long MINUTE = 60 * ShopTraffic.SECOND;
  private static final List<Telemetry> USUAL =
      new ShopTraffic(1).between(START, START + MINUTE, Fault.NONE, 0);

  private static List<Telemetry> minutes(Fault fault) {
    long from = START + 10 * MINUTE;
    return new ShopTraffic(2).between(from, from + 3 * MINUTE, fault, from + MINUTE);
  }

  private static List<Incident> incidents(List<Telemetry> records) {
    RootCauseEngine engine = new RootCauseEngine(Thresholds.DEFAULT);
    engine.learn(USUAL);
    Map<String, Incident> last = new LinkedHashMap<>();
    long clock = 0;
    for (Telemetry record : records) {
      engine.accept(record);
      clock = Math.max(clock, record.time());
      // What is late by less than 5 s is in time.
      engine.advance(clock - 5 * ShopTraffic.SECOND).forEach(i -> last.put(i.id(), i));
    }
    engine.finish().forEach(i -> last.put(i.id(), i));
    return List.copyOf(last.values());
  }

  @ParameterizedTest
  @CsvSource({
    "SLOW_NETWORK_OF_STOCK, stock, LATENCY, answers to cart",
    "STOCK_FAILS, stock, ERRORS, GET /stock",
    "STOCK_IS_GONE, stock, ERRORS, GET /stock new: unanswered",
    "PRICE_SKIPS_A_LINE, price, ERRORS, GET /price missing: INFO Price#7",
    "PRICE_WANTS_CPU, price, RESOURCE, cpu.usage"
  })
  void namesTheServiceTheKindAndThePlace(
      Fault fault, String service, Cause.Kind kind, String location) {
    List<Incident> incidents = incidents(minutes(fault));
    assertThat(incidents).hasSize(1);
    Incident incident = incidents.get(0);
    assertThat(incident.state()).isEqualTo(Incident.State.CLOSED);
    Cause cause = incident.causes().get(0);
    assertThat(cause.service()).isEqualTo(service);
    assertThat(cause.kind()).isEqualTo(kind);
    assertThat(cause.location()).startsWith(location);
    assertThat(cause.evidence()).isNotEmpty();
    assertThat(cause.onset())
        .isBetween(
            START + 11 * MINUTE - 15 * ShopTraffic.SECOND,
            START + 11 * MINUTE + 30 * ShopTraffic.SECOND);
    assertThat(incident.causes()).extracting(Cause::service).doesNotHaveDuplicates();
    assertThat(incident.causes()).extracting(Cause::rank).startsWith(1).isSorted();
  }

  @Test
  void tellsNothingOfTrafficAsUsual() {
    assertThat(incidents(minutes(Fault.NONE))).isEmpty();
    assertThat(incidents(USUAL)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void findsTheSameWhenRecordsComeOutOfOrder(Fault fault) {
    List<Telemetry> inOrder = minutes(fault);
    List<Telemetry> shuffled = new ArrayList<>(inOrder);
    Random random = new Random(5);
    for (int i = 0; i + 40 < shuffled.size(); i += 20) {
      Collections.shuffle(shuffled.subList(i, i + 40), random);
    }
    assertThat(causes(shuffled)).isEqualTo(causes(inOrder));
  }

  private static List<String> causes(List<Telemetry> records) {
    return incidents(records).stream()
        .map(incident -> incident.causes().get(0).service() + ' ' + incident.causes().get(0).kind())
        .toList();
  }

  @Test
  void toleratesLinesWithoutATime() {
    List<Telemetry> records = new ArrayList<>();
    for (Telemetry record : minutes(Fault.STOCK_FAILS)) {
      if (record instanceof LogRecord log && log.body().startsWith("ERROR")) {
        records.add(
            0,
            new LogRecord(
                log.resource(), -7, 0, log.body(), log.traceId(), log.spanId(), Map.of()));
      } else {
        records.add(record);
      }
    }
    assertThat(causes(records)).containsExactly("stock ERRORS");
  }

  @Test
  void doesNotLearnTheIncident() {
    long from = START + 10 * MINUTE;
    List<Telemetry> long20 =
        new ShopTraffic(3).between(from, from + 20 * MINUTE, Fault.STOCK_FAILS, from + 6 * MINUTE);
    assertThat(causes(long20)).containsExactly("stock ERRORS");
  }

  @Test
  void takesTheFirstMinuteForUsualWhereThereIsNoBaseline() {
    RootCauseEngine engine = new RootCauseEngine(Thresholds.DEFAULT);
    List<Telemetry> records =
        new ShopTraffic(4)
            .between(START, START + 5 * MINUTE, Fault.STOCK_FAILS, START + 3 * MINUTE);
    List<Incident> news = new ArrayList<>();
    for (Telemetry record : records) {
      engine.accept(record);
      news.addAll(engine.advance(record.time()));
    }
    assertThat(news).isNotEmpty();
    assertThat(engine.isIncidentOpen()).isTrue();
    assertThat(news.get(0).end()).isLessThan(START + 4 * MINUTE);
    assertThat(news).extracting(Incident::id).containsOnly(news.get(0).id());
    assertThat(news.get(news.size() - 1).causes().get(0).service()).isEqualTo("stock");
  }
}
