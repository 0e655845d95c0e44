package io.logstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstream.functions.enrich.Enrichment;
import io.logstream.functions.route.RouteFunction;
import java.util.List;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;

class IngestJobOptionsTest {

  @Test
  void defaults() {
    assertThat(IngestJobOptions.of())
        .isEqualTo(
            new IngestJobOptions(
                "127.0.0.1:9092",
                "logstream-ingest",
                "logstream-ingest",
                DeliveryGuarantee.EXACTLY_ONCE,
                RouteFunction.Settings.DEFAULT));
  }

  @Test
  void everyKeyIsMapped() {
    assertThat(
            IngestJobOptions.of(
                "--brokers", "k:1",
                "--group", "g",
                "--transaction-prefix", "t",
                "--guarantee", "at-least-once",
                "--zone", "Europe/Berlin",
                "--networks", "10.0.0.0/8;fd00::/8",
                "--geo-databases", "/a.mmdb;/b.mmdb",
                "--inventory", "jdbc:postgresql://p/i",
                "--inventory-cache", "redis://r",
                "--routes", "a;b"))
        .isEqualTo(
            new IngestJobOptions(
                "k:1",
                "g",
                "t",
                DeliveryGuarantee.AT_LEAST_ONCE,
                new RouteFunction.Settings(
                    "Europe/Berlin",
                    new Enrichment.Options(
                        List.of("10.0.0.0/8", "fd00::/8"),
                        List.of("/a.mmdb", "/b.mmdb"),
                        "jdbc:postgresql://p/i",
                        "redis://r"),
                    List.of("a", "b"))));
  }

  @Test
  void everyOptionSaysWhatItIsFor() {
    assertThat(IngestJobOptions.ALL)
        .allSatisfy(option -> assertThat(option.description()).isNotNull());
  }

  @Test
  void anUnknownOptionIsRefusedWithThoseThatAreKnown() {
    assertThatThrownBy(() -> IngestJobOptions.of("--broker", "k:1"))
        .hasMessageContaining("unknown option --broker")
        .hasMessageContaining("brokers");
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    assertThatThrownBy(() -> IngestJobOptions.of("--guarantee", "perhaps"))
        .hasMessageContaining("--guarantee");
  }
}
