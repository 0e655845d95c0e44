package io.logstream.collector.http;

import io.logstream.collector.line.Source;
import io.logstream.collector.receive.Intake;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * {@code POST /lines} and {@code POST /ndjson}: a body of lines, each a record. The parameters
 * {@code format}, {@code service}, {@code host} and {@code file} say what the lines are of; with
 * the header {@code Idempotency-Key} the same body may be sent again and makes no second events.
 *
 * <p>The answer comes when the lines are safe: {@code {"accepted":99,"dead":1}}.
 */
final class LineEndpoints {

  private final Intake intake;

  LineEndpoints(Intake intake) {
    this.intake = intake;
  }

  void addTo(Router router) {
    router.on(HttpMethod.POST, "/lines", call -> lines(call, call.parameter("format")));
    router.on(
        HttpMethod.POST,
        "/ndjson",
        call -> lines(call, call.parameter("format").or(() -> Optional.of("json"))));
  }

  private CompletionStage<HttpAnswer> lines(HttpCall call, Optional<String> format)
      throws BadRequestException {
    LineBatch batch = new LineBatch(intake, call, "http");
    Source source =
        batch
            .source()
            .format(format.orElse(""))
            .service(call.parameter("service").orElse(""))
            .host(call.parameter("host").orElse(""))
            .file(call.parameter("file").orElse(""))
            .build();
    String key = call.headers().get("idempotency-key", "");
    BodyLines lines = new BodyLines(call.body());
    while (lines.next()) {
      batch.add(
          source,
          call.body(),
          lines.from(),
          lines.to(),
          key.isEmpty() ? "" : key + ":" + lines.from());
    }
    return batch.store(
        () ->
            HttpAnswer.json(
                200, "{\"accepted\":%d,\"dead\":%d}".formatted(batch.accepted(), batch.dead())));
  }
}
