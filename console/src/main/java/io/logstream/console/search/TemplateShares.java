package io.logstream.console.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.functions.search.IndexNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which templates make up most lines of the last day. Lines of a kind that is seen all the time say
 * little; there are few such kinds, so that a query can name them: those above 10 %, 1 % and 0.1 %
 * of all lines.
 */
public final class TemplateShares {

  /** How many tiers there are. */
  static final int TIERS = 3;

  private static final double[] SHARES = {0.1, 0.01, 0.001};
  private static final int MOST = 500;
  private static final long FRESH_NANOS = Duration.ofSeconds(60).toNanos();
  private static final Logger LOG = LoggerFactory.getLogger(TemplateShares.class);

  /** Templates that each have at least that share of the lines. */
  record Tier(double share, List<String> templates) {}

  private final Elasticsearch elasticsearch;
  private final AtomicLong askedAt = new AtomicLong(System.nanoTime() - FRESH_NANOS - 1);
  private volatile List<Tier> tiers = List.of();

  /** Those of this index. */
  public TemplateShares(Elasticsearch elasticsearch) {
    this.elasticsearch = elasticsearch;
  }

  /**
   * The tiers as last known; asked for anew in the background when they are older than a minute.
   */
  List<Tier> commonness() {
    long asked = askedAt.get();
    long now = System.nanoTime();
    if (now - asked > FRESH_NANOS && askedAt.compareAndSet(asked, now)) {
      refresh();
    }
    return tiers;
  }

  /** Asks anew; where that fails, the tiers stay as they were. */
  CompletableFuture<Void> refresh() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("size", 0).put("track_total_hits", true);
    body.putObject("query")
        .putObject("bool")
        .putArray("filter")
        .add(JsonNodeFactory.instance.objectNode().set("range", lastDay()))
        .addObject()
        .putObject("exists")
        .put("field", "log.template.id");
    body.putObject("aggs")
        .putObject("templates")
        .putObject("terms")
        .put("field", "log.template.id")
        .put("size", MOST);
    return elasticsearch
        .call("POST", "/" + IndexNames.ALL + "/_search?ignore_unavailable=true", body)
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                LOG.warn("template shares stay as they were: {}", failure.getMessage());
              } else {
                tiers = read(answer);
              }
              return null;
            });
  }

  private static ObjectNode lastDay() {
    ObjectNode range = JsonNodeFactory.instance.objectNode();
    range.putObject("@timestamp").put("gte", "now-1d");
    return range;
  }

  static List<Tier> read(JsonNode answer) {
    double total = answer.at("/hits/total/value").asDouble();
    List<Tier> tiers = new ArrayList<>();
    for (double share : SHARES) {
      List<String> templates = new ArrayList<>();
      for (JsonNode bucket : answer.at("/aggregations/templates/buckets")) {
        if (bucket.path("doc_count").asDouble() >= share * total) {
          templates.add(bucket.path("key").asText());
        }
      }
      tiers.add(new Tier(share, templates));
    }
    return List.copyOf(tiers);
  }
}
