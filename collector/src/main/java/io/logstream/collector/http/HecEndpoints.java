package io.logstream.collector.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.collector.line.Source;
import io.logstream.collector.receive.Intake;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Splunk's HTTP event collector. {@code /services/collector[/event]} takes JSON objects one after
 * the other: an {@code event} that is a text is the line, one that is an object is a JSON line with
 * the envelope's {@code time} as {@code @timestamp} where it has none; {@code host} and {@code
 * source} go to the headers. {@code /services/collector/raw} takes lines.
 */
final class HecEndpoints {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUCCESS = "{\"text\":\"Success\",\"code\":0}";
  private static final String HEALTHY = "{\"text\":\"HEC is healthy\",\"code\":17}";

  private final Intake intake;

  HecEndpoints(Intake intake) {
    this.intake = intake;
  }

  void addTo(Router router) {
    for (String path :
        new String[] {
          "/services/collector", "/services/collector/event", "/services/collector/event/1.0"
        }) {
      router.on(HttpMethod.POST, path, this::events);
    }
    router.on(HttpMethod.POST, "/services/collector/raw", this::raw);
    router.on(HttpMethod.POST, "/services/collector/raw/1.0", this::raw);
    router.on(
        HttpMethod.GET,
        "/services/collector/health",
        call -> CompletableFuture.completedFuture(HttpAnswer.json(200, HEALTHY)));
  }

  private CompletionStage<HttpAnswer> events(HttpCall call) throws BadRequestException {
    LineBatch batch = new LineBatch(intake, call, "hec");
    int number = 0;
    call.reserve(JsonMemory.ofLargest(call.body()));
    try (MappingIterator<JsonNode> objects =
        JSON.readerFor(JsonNode.class).readValues(call.body())) {
      while (objects.hasNextValue()) {
        event(batch, objects.nextValue(), number++);
      }
    } catch (JsonProcessingException e) {
      throw new BadRequestException(
          "event %d: not JSON: %s".formatted(number, e.getOriginalMessage()));
    } catch (IOException e) {
      throw new BadRequestException("event %d: not JSON: %s".formatted(number, e.getMessage()));
    }
    return batch.store(() -> HttpAnswer.json(200, SUCCESS));
  }

  private static void event(LineBatch batch, JsonNode envelope, int number)
      throws BadRequestException {
    JsonNode event = envelope.path("event");
    if (event.isMissingNode() || event.isNull()) {
      throw new BadRequestException("event %d: expected a member \"event\"".formatted(number));
    }
    boolean isText = event.isTextual();
    Source source =
        batch
            .source()
            .format(isText ? "" : "json")
            .host(envelope.path("host").asText(""))
            .file(envelope.path("source").asText(""))
            .build();
    batch.add(source, isText ? utf8(event.asText()) : utf8(object(event, envelope)), "");
  }

  private static String object(JsonNode event, JsonNode envelope) {
    JsonNode time = envelope.path("time");
    if (event instanceof com.fasterxml.jackson.databind.node.ObjectNode object
        && !time.isMissingNode()
        && !object.has("@timestamp")
        && !object.has("timestamp")
        && !object.has("time")) {
      object.put("@timestamp", instant(time));
    }
    return event.toString();
  }

  /** Seconds since the epoch, with a fraction, as a number or a text. */
  private static String instant(JsonNode seconds) {
    try {
      java.math.BigDecimal value = new java.math.BigDecimal(seconds.asText());
      return java.time.Instant.ofEpochSecond(
              value.longValue(),
              value.remainder(java.math.BigDecimal.ONE).movePointRight(9).longValue())
          .toString();
    } catch (NumberFormatException | java.time.DateTimeException e) {
      return seconds.asText();
    }
  }

  private CompletionStage<HttpAnswer> raw(HttpCall call) throws BadRequestException {
    LineBatch batch = new LineBatch(intake, call, "hec");
    Source source =
        batch
            .source()
            .host(call.parameter("host").orElse(""))
            .file(call.parameter("source").orElse(""))
            .build();
    BodyLines lines = new BodyLines(call.body());
    while (lines.next()) {
      batch.add(source, call.body(), lines.from(), lines.to(), "");
    }
    return batch.store(() -> HttpAnswer.json(200, SUCCESS));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
