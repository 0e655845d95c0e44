package io.logstream.collector.http;

import com.google.protobuf.CodedOutputStream;
import io.logstream.collector.http.otlp.OtlpRecords;
import io.logstream.collector.http.otlp.OtlpSignal;
import io.logstream.collector.line.Source;
import io.logstream.collector.receive.Intake;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** OTLP/HTTP: {@code /v1/logs}, {@code /v1/traces}, {@code /v1/metrics} in protobuf and JSON. */
final class OtlpEndpoints {

  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  /** Of google.rpc.Code. */
  private static final int INVALID_ARGUMENT = 3;

  private static final int RESOURCE_EXHAUSTED = 8;

  private final Intake intake;

  OtlpEndpoints(Intake intake) {
    this.intake = intake;
  }

  void addTo(Router router) {
    for (OtlpSignal signal : OtlpSignal.values()) {
      router.on(HttpMethod.POST, "/v1/" + signal.path(), call -> export(signal, call));
    }
  }

  private CompletionStage<HttpAnswer> export(OtlpSignal signal, HttpCall call)
      throws BadRequestException {
    String type = call.mediaType();
    if (!type.equals(PROTOBUF) && !type.equals(JSON)) {
      throw new BadRequestException(
          415, "content-type: expected %s or %s, found \"%s\"".formatted(PROTOBUF, JSON, type));
    }
    LineBatch batch = new LineBatch(intake, call, "otlp");
    Map<String, Source> sources = new HashMap<>();
    OtlpRecords.Output output =
        (host, service, json) ->
            batch.add(
                sources.computeIfAbsent(
                    host + "/" + service,
                    name -> batch.source().format("otlp").host(host).service(service).build()),
                json,
                "");
    boolean isProtobuf = type.equals(PROTOBUF);
    try {
      if (isProtobuf) {
        OtlpRecords.fromProtobuf(signal, call.body(), call::reserve, output);
      } else {
        call.reserve(JsonMemory.ofLargest(call.body()));
        OtlpRecords.fromJson(signal, call.body(), output);
      }
    } catch (BadRequestException e) {
      if (!isProtobuf) {
        throw e;
      }
      return CompletableFuture.completedFuture(status(e.status(), e.getMessage()));
    }
    return batch.store(
        () ->
            isProtobuf
                ? new HttpAnswer(200, PROTOBUF, new byte[0], Map.of())
                : HttpAnswer.json(200, "{}"));
  }

  /** The message google.rpc.Status, as OTLP wants errors: its code and its text. */
  private static HttpAnswer status(int httpStatus, String message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeInt32(1, httpStatus == 400 ? INVALID_ARGUMENT : RESOURCE_EXHAUSTED);
      out.writeString(2, message);
      out.flush();
    } catch (IOException e) {
      throw new IllegalStateException("in memory", e);
    }
    return new HttpAnswer(
        httpStatus,
        PROTOBUF,
        bytes.toByteArray(),
        httpStatus == 429 ? Map.of("retry-after", "1") : Map.of());
  }
}
