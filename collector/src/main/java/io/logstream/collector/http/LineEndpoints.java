package io.logstream.collector.http;

import io.logstream.collector.line.Line;
import io.logstream.collector.line.Receipt;
import io.logstream.collector.line.Refusal;
import io.logstream.collector.line.Source;
import io.logstream.collector.receive.Intake;
import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

  private CompletionStage<HttpAnswer> lines(HttpCall call, Optional<String> format) {
    Source source =
        Source.by("http")
            .peer(call.peer().getAddress().getHostAddress(), call.peer().getPort())
            .region(intake.region())
            .format(format.orElse(""))
            .service(call.parameter("service").orElse(""))
            .host(call.parameter("host").orElse(""))
            .file(call.parameter("file").orElse(""))
            .build();
    String key = call.headers().get("idempotency-key", "");
    List<Line> lines = split(call, source, key);
    long dead = lines.stream().filter(line -> line.refusal().isPresent()).count();
    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    intake.take(
        "http",
        lines,
        new Receipt() {
          @Override
          public void stored() {
            answer.complete(
                HttpAnswer.json(
                    200, "{\"accepted\":%d,\"dead\":%d}".formatted(lines.size() - dead, dead)));
          }

          @Override
          public void abandoned(String why) {
            answer.complete(HttpAnswer.later(503, 5, why));
          }
        });
    return answer;
  }

  private List<Line> split(HttpCall call, Source source, String key) {
    List<Line> lines = new ArrayList<>();
    byte[] body = call.body();
    int start = 0;
    while (start < body.length) {
      int end = start;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      int length = end - start;
      if (length > 0 && body[end - 1] == '\r') {
        length--;
      }
      if (length > 0) {
        int kept = Math.min(length, intake.maxLine());
        Line line =
            Line.of(
                source,
                Arrays.copyOfRange(body, start, start + kept),
                call.receivedNanos(),
                key.isEmpty() ? "" : key + ":" + start);
        lines.add(kept == length ? line : line.refused(Refusal.tooLong(intake.maxLine(), length)));
      }
      start = end + 1;
    }
    return lines;
  }
}
