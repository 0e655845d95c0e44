package io.logstream.console.region;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.logstream.console.ApiModule;
import io.logstream.console.TopicFollower;
import io.logstream.functions.event.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/regions}: the last report of each region, as {@link RegionReport} has it, with
 * its age. Those of other regions come through the link; while it is cut they grow old.
 */
public final class RegionsApi implements ApiModule {

  private static final Logger LOG = LoggerFactory.getLogger(RegionsApi.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String region;
  private final Map<String, Report> reports = new ConcurrentSkipListMap<>();
  private final List<TopicFollower> followers = new ArrayList<>();

  private record Report(JsonNode json, long writtenMillis) {}

  /**
   * An API over the reports of these regions.
   *
   * @param region this one; empty where there is one alone
   * @param peers the others
   */
  public RegionsApi(String brokers, String region, List<String> peers) {
    this.region = region;
    if (!region.isEmpty()) {
      followers.add(new TopicFollower(brokers, Topics.REGIONS, new Reader()));
      for (String peer : peers) {
        followers.add(
            new TopicFollower(brokers, Regions.mirror(peer, Topics.REGIONS), new Reader()));
      }
    }
  }

  @Override
  public void register(JavalinConfig config) {
    config.router.mount(routes -> routes.get("/api/v1/regions", this::regions));
    followers.forEach(TopicFollower::start);
  }

  private void regions(Context context) {
    long now = System.currentTimeMillis();
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("region", region);
    ArrayNode list = answer.putArray("regions");
    reports
        .values()
        .forEach(
            report -> {
              ObjectNode one = report.json().deepCopy();
              list.add(one.put("age_ms", Math.max(0, now - report.writtenMillis())));
            });
    context.json(answer);
  }

  private final class Reader implements TopicFollower.Reader {

    @Override
    public void seek(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
      consumer.seekToBeginning(partitions);
    }

    @Override
    public String lost() {
      return "earliest";
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
      try {
        JsonNode json = JSON.readTree(record.value() == null ? new byte[0] : record.value());
        if (record.key() != null && json.isObject()) {
          reports.put(new String(record.key(), UTF_8), new Report(json, record.timestamp()));
        }
      } catch (IOException e) {
        LOG.warn("{}-{}: {}", record.topic(), record.offset(), e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    followers.forEach(TopicFollower::close);
  }
}
