package io.logstream.jobs;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The environment of every job. What depends on the cluster (state backend, checkpoints, restarts)
 * stands in {@code flink-conf/}; here is what the code relies on wherever it runs.
 */
public final class JobEnvironment {

  /**
   * Key groups. State can be spread over so many subtasks at most, and the number cannot be changed
   * later without losing the state.
   */
  public static final int MAX_PARALLELISM = 128;

  /**
   * How often jobs that work things out over time commit what they found. They wait for windows of
   * ten seconds and more anyway, and each checkpoint of each of them costs transactions in Kafka.
   */
  private static final Duration ANALYSIS_CHECKPOINTS = Duration.ofSeconds(5);

  private JobEnvironment() {}

  /** An environment for one job. */
  public static StreamExecutionEnvironment create() {
    return create(new Configuration());
  }

  /** An environment for a job whose results are of windows of seconds and more. */
  static StreamExecutionEnvironment createForAnalysis() {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, ANALYSIS_CHECKPOINTS);
    return create(configuration);
  }

  private static StreamExecutionEnvironment create(Configuration configuration) {
    // Chained operators hand records on without a copy: none of ours keeps or changes its input.
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    // A type that Flink does not know would be written by Kryo, slowly and without versions.
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
  }
}
