package io.logstream.jobs;

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

  private JobEnvironment() {}

  /** An environment for one job. */
  public static StreamExecutionEnvironment create() {
    Configuration configuration = new Configuration();
    // Chained operators hand records on without a copy: none of ours keeps or changes its input.
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    // A type that Flink does not know would be written by Kryo, slowly and without versions.
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
  }
}
