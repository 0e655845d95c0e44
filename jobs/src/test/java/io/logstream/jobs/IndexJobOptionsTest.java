package io.logstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.search.ElasticsearchConnection;
import io.logstream.functions.search.ElasticsearchSinkOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexJobOptionsTest {

  @Test
  void defaults() {
    assertThat(IndexJobOptions.of("", new String[0]))
        .isEqualTo(
            new IndexJobOptions(
                "127.0.0.1:9092",
                "logstream-index",
                List.of("logs"),
                ElasticsearchSinkOptions.of(
                    ElasticsearchConnection.to("http://127.0.0.1:9200"), "127.0.0.1:9092")));
  }

  @Test
  void everyKeyIsMapped() {
    String[] args = {
      "--brokers", "k:1",
      "--group", "g",
      "--topics", "logs;east.logs",
      "--elasticsearch", "http://a:1,http://b:2",
      "--compress", "true",
      "--bulk-actions", "7",
      "--bulk-bytes", "8kb",
      "--bulk-age", "9ms",
      "--bulks-in-flight", "10"
    };
    assertThat(IndexJobOptions.of("secret", args))
        .isEqualTo(
            new IndexJobOptions(
                "k:1",
                "g",
                List.of("logs", "east.logs"),
                ElasticsearchSinkOptions.of(
                        ElasticsearchConnection.to("http://a:1,http://b:2")
                            .withApiKey("secret")
                            .withCompression(true),
                        "k:1")
                    .withBulk(7, 8 << 10, Duration.ofMillis(9), 10)));
  }

  @Test
  void everyOptionSaysWhatItIsFor() {
    assertThat(IndexJobOptions.ALL)
        .allSatisfy(option -> assertThat(option.description()).isNotNull());
  }
}
