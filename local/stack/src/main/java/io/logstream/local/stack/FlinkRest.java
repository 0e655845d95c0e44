package io.logstream.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The jobs of a Flink cluster, over the REST interface of its JobManagers. With several JobManagers
 * the first that answers is asked: each passes a request on to the leader.
 */
public final class FlinkRest {

  private static final Duration REQUEST_LIMIT = Duration.ofMinutes(1);
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(100);

  private final List<URI> jobManagers;
  private final HttpClient http;

  FlinkRest(List<FlinkJobManager> jobManagers) {
    this.http = jobManagers.get(0).http();
    this.jobManagers = jobManagers.stream().map(FlinkJobManager::rest).toList();
  }

  /** Task slots of all TaskManagers, and how many of them no job uses. */
  public record Slots(int total, int free) {}

  public Slots slots() {
    JsonNode overview = get("/overview");
    return new Slots(
        overview.path("slots-total").asInt(), overview.path("slots-available").asInt());
  }

  JsonNode taskManagers() {
    return get("/taskmanagers");
  }

  public List<FlinkJob> jobs() {
    List<FlinkJob> jobs = new ArrayList<>();
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      jobs.add(
          new FlinkJob(
              job.path("jid").asText(),
              job.path("name").asText(),
              JobState.valueOf(job.path("state").asText())));
    }
    return jobs;
  }

  /** The job of this name that is not at its end. */
  public Optional<FlinkJob> running(String name) {
    return jobs().stream()
        .filter(job -> job.name().equals(name) && !job.state().isFinal())
        .findFirst();
  }

  /** Uploads a jar and returns the id under which {@link #run} finds it. */
  public String upload(Path jar) {
    String boundary = "logstream-" + UUID.randomUUID();
    String head =
        """
        --%s\r
        Content-Disposition: form-data; name="jarfile"; filename="%s"\r
        Content-Type: application/x-java-archive\r
        \r
        """
            .formatted(boundary, jar.getFileName());
    String tail = "\r\n--" + boundary + "--\r\n";
    JsonNode answer =
        ask(
            "/jars/upload",
            request -> {
              try {
                return request
                    .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                    .POST(
                        BodyPublishers.concat(
                            BodyPublishers.ofString(head),
                            BodyPublishers.ofFile(jar),
                            BodyPublishers.ofString(tail)));
              } catch (IOException e) {
                throw new StackException("cannot read " + jar + ": " + e.getMessage(), e);
              }
            });
    return Path.of(answer.path("filename").asText()).getFileName().toString();
  }

  /** The id of a jar of this name that was uploaded no earlier than at this time. */
  Optional<String> uploaded(String name, long epochMillis) {
    for (JsonNode jar : get("/jars").path("files")) {
      if (jar.path("name").asText().equals(name) && jar.path("uploaded").asLong() >= epochMillis) {
        return Optional.of(jar.path("id").asText());
      }
    }
    return Optional.empty();
  }

  /** The page of a job in Flink's web UI. */
  public String page(String jobId) {
    return jobManagers.get(0) + "/#/job/running/" + jobId + "/overview";
  }

  /** Submits a job of an uploaded jar and returns its id. */
  public String run(String jar, JobSubmission job) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("entryClass", job.mainClass());
    body.put("programArgsList", job.arguments());
    body.put("parallelism", job.parallelism());
    body.put("allowNonRestoredState", job.allowNonRestoredState());
    job.savepoint()
        .ifPresent(
            path -> {
              body.put("savepointPath", path);
              body.put("claimMode", job.claimMode().name());
            });
    return post("/jars/" + jar + "/run", body).path("jobid").asText();
  }

  public JobState state(String jobId) {
    return JobState.valueOf(get("/jobs/" + jobId + "/status").path("status").asText());
  }

  /** Returns when every task of the job runs; fails if the job ends or the limit passes. */
  public void awaitRunning(String jobId, Duration limit) {
    await(
        () -> "job %s does not run. Its last failure: %s".formatted(jobId, failure(jobId)),
        limit,
        () -> {
          JsonNode job = get("/jobs/" + jobId);
          JobState state = JobState.valueOf(job.path("state").asText());
          if (state.isFinal()) {
            throw new StackException("job %s is %s: %s".formatted(jobId, state, failure(jobId)));
          }
          for (JsonNode vertex : job.path("vertices")) {
            if (!vertex.path("status").asText().matches("RUNNING|FINISHED")) {
              return Optional.empty();
            }
          }
          return state == JobState.RUNNING ? Optional.of(state) : Optional.empty();
        });
  }

  /** Returns the final state, once it is there. */
  public JobState awaitEnd(String jobId, Duration limit) {
    return await(
        () -> "job " + jobId + " does not end",
        limit,
        () -> Optional.of(state(jobId)).filter(JobState::isFinal));
  }

  /** Why the job failed last, innermost cause first; "none" if it did not. */
  public String failure(String jobId) {
    JsonNode entries =
        get("/jobs/" + jobId + "/exceptions").path("exceptionHistory").path("entries");
    String trace = entries.path(0).path("stacktrace").asText();
    return trace.isEmpty() ? "none" : StackTraces.causes(trace);
  }

  /** Ends a job without a savepoint. */
  public void cancel(String jobId) {
    ask(
        "/jobs/" + jobId + "?mode=cancel",
        request -> request.method("PATCH", BodyPublishers.noBody()));
    awaitEnd(jobId, Duration.ofMinutes(2));
  }

  /** Takes a savepoint into the folder and returns its path. */
  public String savepoint(String jobId, URI folder, Duration limit) {
    String trigger =
        post("/jobs/" + jobId + "/savepoints", Map.of("target-directory", folder.toString()))
            .path("request-id")
            .asText();
    return awaitSavepoint(jobId, trigger, limit);
  }

  /**
   * Ends a job with a savepoint and returns its path. Its sources stop first, so everything that it
   * has read is in the state or in the output, and nothing is read twice afterwards.
   */
  public String stopWithSavepoint(String jobId, URI folder, Duration limit) {
    String trigger =
        post(
                "/jobs/" + jobId + "/stop",
                Map.of("targetDirectory", folder.toString(), "drain", false))
            .path("request-id")
            .asText();
    String path = awaitSavepoint(jobId, trigger, limit);
    awaitEnd(jobId, limit);
    return path;
  }

  /** How many checkpoints a job has completed since it was submitted. */
  public long completedCheckpoints(String jobId) {
    return get("/jobs/" + jobId + "/checkpoints").path("counts").path("completed").asLong();
  }

  /** Any answer of the interface, for what has no method here. */
  public JsonNode get(String path) {
    return ask(path, HttpRequest.Builder::GET);
  }

  private JsonNode post(String path, Object body) {
    return ask(
        path,
        request ->
            request
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Rest.json(body))));
  }

  private interface Completed {
    HttpRequest.Builder apply(HttpRequest.Builder request);
  }

  private JsonNode ask(String path, Completed method) {
    IOException last = null;
    for (URI jobManager : jobManagers) {
      try {
        return Rest.send(
            http,
            method
                .apply(HttpRequest.newBuilder(jobManager.resolve(path)).timeout(REQUEST_LIMIT))
                .build());
      } catch (IOException e) {
        last = e;
      }
    }
    throw new UnansweredException("Flink: " + last.getMessage(), last);
  }

  private String awaitSavepoint(String jobId, String trigger, Duration limit) {
    return await(
        () -> "the savepoint of job " + jobId + " is not done",
        limit,
        () -> {
          JsonNode answer = get("/jobs/" + jobId + "/savepoints/" + trigger);
          if (!answer.path("status").path("id").asText().equals("COMPLETED")) {
            return Optional.empty();
          }
          JsonNode operation = answer.path("operation");
          if (operation.has("failure-cause")) {
            throw new StackException(
                "the savepoint of job %s failed: %s"
                    .formatted(
                        jobId,
                        StackTraces.causes(
                            operation.path("failure-cause").path("stack-trace").asText())));
          }
          return Optional.of(operation.path("location").asText());
        });
  }

  private <T> T await(Supplier<String> failure, Duration limit, Supplier<Optional<T>> question) {
    Instant end = Instant.now().plus(limit);
    while (Instant.now().isBefore(end)) {
      try {
        Optional<T> answer = question.get();
        if (answer.isPresent()) {
          return answer.get();
        }
      } catch (UnansweredException e) {
        // Between two leaders nobody answers, and the new one does not know the job at first.
        if (jobManagers.size() == 1) {
          throw e;
        }
      }
      LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
    }
    throw new StackException("after %d s: %s".formatted(limit.toSeconds(), failure.get()));
  }
}
