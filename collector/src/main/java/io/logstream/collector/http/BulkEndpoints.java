package io.logstream.collector.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.collector.line.Source;
import io.logstream.collector.receive.Intake;
import io.logstream.functions.event.JsonBytes;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Elasticsearch's {@code _bulk}, so that Filebeat, Fluent Bit, Vector and Logstash can point at the
 * collector. {@code index} and {@code create} store the document as a line; a document's {@code
 * _id} is its idempotency key. {@code update} and {@code delete} are answered 400, item by item.
 * Beside it what clients ask for before they send.
 */
final class BulkEndpoints {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> PRODUCT = Map.of("x-elastic-product", "Elasticsearch");

  /** The version that clients are told: its interface is the one spoken here. */
  private static final String ROOT =
      """
      {"name":"logstream","cluster_name":"logstream","cluster_uuid":"logstream-collector",\
      "version":{"number":"8.19.0","build_flavor":"default","build_type":"tar",\
      "lucene_version":"9.12.2","minimum_wire_compatibility_version":"7.17.0",\
      "minimum_index_compatibility_version":"7.0.0"},"tagline":"You Know, for Search"}\
      """;

  private static final int LONGEST_ACTION = 64 << 10;

  /** Bytes of an item's answer, without the index and the id. */
  private static final int ANSWER = 256;

  private static final String LICENSE =
      "{\"license\":{\"status\":\"active\",\"uid\":\"logstream\",\"type\":\"basic\"}}";

  private final Intake intake;
  private final AtomicLong madeIds = new AtomicLong();

  BulkEndpoints(Intake intake) {
    this.intake = intake;
  }

  void addTo(Router router) {
    router
        .on(HttpMethod.GET, "/", call -> now(ROOT))
        .on(HttpMethod.GET, "/_license", call -> now(LICENSE))
        .on(HttpMethod.POST, "/_bulk", call -> bulk(call, ""))
        .on(HttpMethod.PUT, "/_bulk", call -> bulk(call, ""))
        .on(HttpMethod.POST, "/*/_bulk", call -> bulk(call, index(call)))
        .on(HttpMethod.PUT, "/*/_bulk", call -> bulk(call, index(call)));
  }

  private static CompletionStage<HttpAnswer> now(String json) {
    return CompletableFuture.completedFuture(product(HttpAnswer.json(200, json)));
  }

  private static HttpAnswer product(HttpAnswer answer) {
    return new HttpAnswer(answer.status(), answer.type(), answer.body(), PRODUCT);
  }

  private static String index(HttpCall call) {
    return call.path().substring(1, call.path().lastIndexOf('/'));
  }

  /** An action line's parts. */
  private record Action(String name, String index, String id) {
    boolean stores() {
      return name.equals("index") || name.equals("create");
    }

    boolean hasDocument() {
      return !name.equals("delete");
    }
  }

  private CompletionStage<HttpAnswer> bulk(HttpCall call, String defaultIndex)
      throws BadRequestException {
    LineBatch batch = new LineBatch(intake, call, "bulk");
    Map<String, Source> sources = new HashMap<>();
    JsonBytes items = new JsonBytes(call.body().length / 4 + 64).ascii("[");
    boolean isFirst = true;
    boolean hasErrors = false;
    BodyLines lines = new BodyLines(call.body());
    while (lines.next()) {
      if (lines.isEmpty()) {
        continue;
      }
      Action action = action(call.body(), lines, defaultIndex);
      if (action.hasDocument() && !lines.next()) {
        throw new BadRequestException(
            "_bulk, line %d: expected the document of an action before".formatted(lines.number()));
      }
      if (action.stores()) {
        Source source =
            sources.computeIfAbsent(
                action.index(),
                index ->
                    batch.source().format("json").stream(
                            call.peer().getAddress().getHostAddress() + "/" + index)
                        .build());
        batch.add(
            source,
            call.body(),
            lines.from(),
            lines.to(),
            action.id().isEmpty() ? "" : action.index() + "/" + action.id());
      }
      hasErrors |= !action.stores();
      call.reserve(ANSWER + action.index().length() + action.id().length());
      item(isFirst ? items : items.raw(','), action);
      isFirst = false;
    }
    byte[] list = items.raw(']').toByteArray();
    byte[] body =
        new JsonBytes(list.length + 64)
            .ascii("{\"took\":1,\"errors\":")
            .ascii(String.valueOf(hasErrors))
            .ascii(",\"items\":")
            .raw(list)
            .raw('}')
            .toByteArray();
    return batch.store(() -> product(HttpAnswer.json(200, body)));
  }

  private static Action action(byte[] body, BodyLines line, String defaultIndex)
      throws BadRequestException {
    String expected =
        "_bulk, line %d: expected {\"index\":{…}} or {\"create\":{…}}".formatted(line.number());
    if (line.to() - line.from() > LONGEST_ACTION) {
      throw new BadRequestException(
          413,
          "_bulk, line %d: expected an action of at most %d bytes"
              .formatted(line.number(), LONGEST_ACTION));
    }
    try {
      JsonNode tree = JSON.readTree(body, line.from(), line.to() - line.from());
      if (tree == null || !tree.isObject() || tree.size() != 1) {
        throw new BadRequestException(expected);
      }
      String name = tree.fieldNames().next();
      if (!name.matches("index|create|update|delete")) {
        throw new BadRequestException(expected + ", found \"" + name + "\"");
      }
      JsonNode of = tree.get(name);
      return new Action(name, of.path("_index").asText(defaultIndex), of.path("_id").asText(""));
    } catch (JsonProcessingException e) {
      throw new BadRequestException(expected + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new BadRequestException(expected);
    }
  }

  private void item(JsonBytes items, Action action) {
    items.ascii("{").string(action.name()).ascii(":{\"_index\":").string(action.index());
    items
        .ascii(",\"_id\":")
        .string(action.id().isEmpty() ? "ls-" + madeIds.incrementAndGet() : action.id());
    if (action.stores()) {
      items.ascii(",\"_version\":1,\"result\":\"created\",\"status\":201}}");
    } else {
      items
          .ascii(",\"status\":400,\"error\":{\"type\":\"illegal_argument_exception\",\"reason\":")
          .string("lines are only added: expected index or create, found " + action.name())
          .ascii("}}}");
    }
  }
}
