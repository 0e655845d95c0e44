package io.logstream.jobs;

import io.logstream.functions.event.Topics;
import io.logstream.functions.search.ElasticsearchConnection;
import io.logstream.functions.search.ElasticsearchSinkOptions;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/**
 * The options of {@link IndexJob}.
 *
 * @param brokers {@link JobOptions#BROKERS}
 * @param group {@link #GROUP}
 * @param topics {@link #TOPICS}
 * @param sink where and how documents are written: {@link #ELASTICSEARCH}, {@link #COMPRESS},
 *     {@link #BULK_ACTIONS}, {@link #BULK_BYTES}, {@link #BULK_AGE}, {@link #BULKS_IN_FLIGHT}
 */
public record IndexJobOptions(
    String brokers, String group, List<String> topics, ElasticsearchSinkOptions sink) {

  static final ConfigOption<String> GROUP =
      ConfigOptions.key("group")
          .stringType()
          .defaultValue("logstream-index")
          .withDescription(
              "Kafka consumer group: where a job without state begins, and what its lag is shown"
                  + " under.");

  static final ConfigOption<List<String>> TOPICS =
      ConfigOptions.key("topics")
          .stringType()
          .asList()
          .defaultValues(Topics.LOGS)
          .withDescription(
              "Topics of events, with semicolons between: a region's own and the mirrors of those"
                  + " of other regions, such as logs;east.logs.");

  static final ConfigOption<String> ELASTICSEARCH =
      ConfigOptions.key("elasticsearch")
          .stringType()
          .defaultValue(ElasticsearchConnection.DEFAULT_NODES)
          .withDescription(
              "Elasticsearch nodes, URLs with commas between. The API key, a secret, comes from"
                  + " the environment: LOGSTREAM_ELASTICSEARCH_API_KEY.");

  static final ConfigOption<Boolean> COMPRESS =
      ConfigOptions.key("compress")
          .booleanType()
          .defaultValue(false)
          .withDescription("Whether bulks are compressed with gzip.");

  static final ConfigOption<Integer> BULK_ACTIONS =
      ConfigOptions.key("bulk-actions")
          .intType()
          .defaultValue(2_000)
          .withDescription("Documents in one bulk at most.");

  static final ConfigOption<MemorySize> BULK_BYTES =
      ConfigOptions.key("bulk-bytes")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(5))
          .withDescription("Bytes of documents in one bulk at most, and of one document.");

  static final ConfigOption<Duration> BULK_AGE =
      ConfigOptions.key("bulk-age")
          .durationType()
          .defaultValue(Duration.ofMillis(15))
          .withDescription("How long the first document of a bulk waits for company.");

  static final ConfigOption<Integer> BULKS_IN_FLIGHT =
      ConfigOptions.key("bulks-in-flight")
          .intType()
          .defaultValue(4)
          .withDescription("Bulks under way at once, a subtask.");

  /** All options. */
  public static final List<ConfigOption<?>> ALL =
      List.of(
          JobOptions.BROKERS,
          GROUP,
          TOPICS,
          ELASTICSEARCH,
          COMPRESS,
          BULK_ACTIONS,
          BULK_BYTES,
          BULK_AGE,
          BULKS_IN_FLIGHT);

  private static final String API_KEY_VARIABLE = "LOGSTREAM_ELASTICSEARCH_API_KEY";

  /** Reads a command line, and the API key from the environment. */
  public static IndexJobOptions of(String... args) {
    String apiKey = System.getenv(API_KEY_VARIABLE);
    return of(apiKey == null ? "" : apiKey, args);
  }

  static IndexJobOptions of(String apiKey, String[] args) {
    JobOptions given = JobOptions.of(ALL, args);
    String brokers = given.get(JobOptions.BROKERS);
    ElasticsearchConnection connection =
        ElasticsearchConnection.to(given.get(ELASTICSEARCH))
            .withApiKey(apiKey)
            .withCompression(given.get(COMPRESS));
    return new IndexJobOptions(
        brokers,
        given.get(GROUP),
        given.get(TOPICS),
        ElasticsearchSinkOptions.of(connection, brokers)
            .withBulk(
                given.get(BULK_ACTIONS),
                Math.toIntExact(given.get(BULK_BYTES).getBytes()),
                given.get(BULK_AGE),
                given.get(BULKS_IN_FLIGHT)));
  }
}
