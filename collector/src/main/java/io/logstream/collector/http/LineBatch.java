package io.logstream.collector.http;

import io.logstream.collector.line.Line;
import io.logstream.collector.line.Parcel;
import io.logstream.collector.line.Receipt;
import io.logstream.collector.line.Refusal;
import io.logstream.collector.line.Source;
import io.logstream.collector.receive.Intake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The lines of one request, and its answer once they are safe. */
final class LineBatch {

  private final Intake intake;
  private final HttpCall call;
  private final String transport;
  private final List<Line> lines = new ArrayList<>();
  private int dead;

  /**
   * @param transport how the lines came, such as {@code otlp+http}
   */
  LineBatch(Intake intake, HttpCall call, String transport) {
    this.intake = intake;
    this.call = call;
    this.transport = transport;
  }

  /** Starts a source of this request's sender. */
  Source.Builder source() {
    return Source.by(transport)
        .peer(call.peer().getAddress().getHostAddress(), call.peer().getPort())
        .region(intake.region())
        .tenant(call.tenant());
  }

  /** Adds a line; one over the limit goes to the dead letters, cut off. */
  void add(Source source, byte[] bytes, String key) throws BadRequestException {
    add(source, bytes, 0, bytes.length, key);
  }

  /** Adds a part of a body as a line; an empty one is left out. */
  void add(Source source, byte[] body, int from, int to, String key) throws BadRequestException {
    int length = to - from;
    if (length == 0) {
      return;
    }
    int kept = Math.min(length, intake.maxLine());
    call.reserve(kept + Parcel.OVERHEAD);
    byte[] bytes = kept == body.length ? body : Arrays.copyOfRange(body, from, from + kept);
    Line line = Line.of(source, bytes, call.receivedNanos(), key);
    if (kept < length) {
      dead++;
      line = line.refused(Refusal.tooLong(intake.maxLine(), length));
    }
    lines.add(line);
  }

  int accepted() {
    return lines.size() - dead;
  }

  int dead() {
    return dead;
  }

  /** Hands the lines over. */
  CompletionStage<HttpAnswer> store(Supplier<HttpAnswer> whenStored) {
    long bytes = lines.stream().mapToLong(line -> line.bytes().length).sum();
    intake.limits().take(call.peer().getAddress().getHostAddress(), lines.size(), bytes);
    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    intake.take(
        transport,
        lines,
        new Receipt() {
          @Override
          public void stored() {
            answer.complete(whenStored.get());
          }

          @Override
          public void abandoned(String why) {
            answer.complete(HttpAnswer.later(503, 5, why));
          }
        });
    return answer;
  }
}
