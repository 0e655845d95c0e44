package io.logstream.functions.rootcause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCallJson;
import io.logstream.functions.event.Topics;
import io.logstream.functions.otlp.LogRecord;
import io.logstream.functions.otlp.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireTelemetryTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aTracedEventIsALine() throws IOException {
    LogRecord line =
        (LogRecord)
            WireTelemetry.of(
                    Topics.LOGS,
                    bytes(
                        "{\"@timestamp\":\"2026-01-02T03:04:05.006Z\",\"message\":\"no shelf\","
                            + "\"trace\":{\"id\":\"t\"},\"span\":{\"id\":\"s\"},"
                            + "\"service\":{\"name\":\"stock\"},\"log\":{\"level\":\"error\","
                            + "\"origin\":{\"file\":{\"name\":\"Stock.java\",\"line\":44}}}}"))
                .orElseThrow();
    assertThat(line.resource().service()).isEqualTo("stock");
    assertThat(line.time()).isEqualTo(1_767_323_045_006_000_000L);
    assertThat(line.spanId()).isEqualTo("s");
    assertThat(new LogPlaces().of(line)).isEqualTo(new LogPlaces.Place("Stock.java#44", true));
  }

  @Test
  void aCallIsASpanOfWhoReportsIt() throws IOException {
    ServiceCall call =
        new ServiceCall(
            "id",
            ServiceCall.Side.CLIENT,
            ServiceCall.Kind.SERVICE,
            "cart",
            "stock",
            "GET /stock",
            "t",
            "s",
            "p",
            1_000,
            50,
            true,
            ServiceCall.UNKNOWN);
    Span span =
        (Span) WireTelemetry.of(Topics.CALLS, new ServiceCallJson().write(call)).orElseThrow();
    assertThat(span.resource().service()).isEqualTo("cart");
    assertThat(span.kind()).isEqualTo(Span.Kind.CLIENT);
    assertThat(span.parentSpanId()).isEqualTo("p");
    assertThat(span.end()).isEqualTo(1_050);
    assertThat(span.failed()).isTrue();
  }

  @Test
  void whatIsNotTracedGivesNothing() throws IOException {
    assertThat(
            WireTelemetry.of(
                Topics.LOGS, bytes("{\"service\":{\"name\":\"a\"},\"message\":\"m\"}")))
        .isEmpty();
  }

  @Test
  void aWrongTimeIsNamed() {
    assertThatThrownBy(
            () ->
                WireTelemetry.of(
                    Topics.LOGS,
                    bytes(
                        "{\"@timestamp\":\"noon\",\"trace\":{\"id\":\"t\"},"
                            + "\"service\":{\"name\":\"a\"}}")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("@timestamp in ISO 8601, found \"noon\"");
  }
}
