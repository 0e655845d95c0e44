package io.logstream.local;

import io.logstream.functions.event.Topics;
import io.logstream.local.stack.JobMember;
import io.logstream.local.stack.JobSubmission;
import io.logstream.local.stack.Member;
import io.logstream.local.stack.Setup;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.TopicSpec;
import java.util.List;
import java.util.stream.Stream;

/** The way of a line into the index, as members of a stack: what every system has. */
final class Pipeline {

  /** A job's usual parallelism on one machine. */
  private static final int PARALLELISM = 2;

  private Pipeline() {}

  /**
   * Adds it.
   *
   * @param events topics of events that are indexed besides {@code logs}
   * @return the topics, which others need
   */
  static Setup addTo(Stack stack, List<TopicSpec> topics, List<String> events) {
    String brokers = stack.kafka().bootstrapServers();
    Setup created = stack.add(new Setup("topics", stack.kafka(), () -> prepare(stack, topics)));
    job(stack, "ingest", "IngestJob", PARALLELISM, List.of(created), "--brokers", brokers);
    job(
        stack,
        "index",
        "IndexJob",
        PARALLELISM,
        Stream.concat(Stream.of(created), stack.elasticsearchNodes().stream()).toList(),
        "--brokers",
        brokers,
        "--elasticsearch",
        stack.elasticsearchAddresses(),
        "--topics",
        String.join(";", Stream.concat(Stream.of(Topics.LOGS), events.stream()).toList()));
    return created;
  }

  private static void prepare(Stack stack, List<TopicSpec> topics) {
    stack.kafka().createTopics(topics);
    if (stack.security().isOn()) {
      LocalRights.grant(stack.kafka());
    }
  }

  /**
   * Adds a job.
   *
   * @param name what the job calls itself on the cluster
   */
  static JobMember job(
      Stack stack,
      String name,
      String simpleClass,
      int parallelism,
      List<? extends Member> needs,
      String... arguments) {
    return stack.add(
        new JobMember(
            stack,
            name,
            Home.jobsJar(),
            JobSubmission.of("io.logstream.jobs." + simpleClass, parallelism, arguments),
            needs));
  }
}
