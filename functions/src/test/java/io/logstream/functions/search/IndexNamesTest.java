package io.logstream.functions.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class IndexNamesTest {

  private static final Instant RECEIVED = Instant.parse("2026-03-10T00:00:05Z");

  @Test
  void an_event_goes_by_its_dataset_and_its_day() {
    assertThat(IndexNames.of("nginx", Instant.parse("2026-03-09T23:59:59.999Z"), RECEIVED))
        .isEqualTo("logstream-logs-nginx-2026.03.09");
  }

  @Test
  void a_late_event_goes_to_its_own_day() {
    assertThat(IndexNames.of("nginx", RECEIVED.minus(30, ChronoUnit.DAYS), RECEIVED))
        .isEqualTo("logstream-logs-nginx-2026.02.08");
  }

  @Test
  void a_day_that_is_not_believed_is_that_of_the_receipt() {
    assertThat(IndexNames.of("nginx", Instant.EPOCH, RECEIVED))
        .isEqualTo("logstream-logs-nginx-2026.03.10");
    assertThat(IndexNames.of("nginx", RECEIVED.plus(2, ChronoUnit.DAYS), RECEIVED))
        .isEqualTo("logstream-logs-nginx-2026.03.10");
  }

  @Property
  void any_dataset_makes_a_name_that_elasticsearch_takes(@ForAll String dataset) {
    String name = IndexNames.of(dataset, RECEIVED, RECEIVED);

    assertThat(name).matches("logstream-logs-[a-z0-9._]{1,64}-2026\\.03\\.10");
    assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThan(255);
  }

  @Property
  void the_days_of_one_receipt_are_few(
      @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second) {
    String name = IndexNames.of("a", Instant.ofEpochSecond(second), RECEIVED);

    assertThat(name).isBetween("logstream-logs-a-2026.02.08", "logstream-logs-a-2026.03.11");
  }
}
