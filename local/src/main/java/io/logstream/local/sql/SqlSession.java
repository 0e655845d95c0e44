package io.logstream.local.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.local.stack.FlinkSqlGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A session on Flink's SQL gateway, by its REST interface, version 1. Not safe for use by two
 * threads, {@link #close} aside, which also ends a query that is running.
 */
public final class SqlSession implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The gateway answers at once and says that there is no result yet; this bounds a lost answer.
   */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 200;

  private final URI gateway;
  private final HttpClient http;
  private final String path;
  private volatile boolean isClosed;

  private SqlSession(URI gateway, HttpClient http, String path) {
    this.gateway = gateway;
    this.http = http;
    this.path = path;
  }

  /** Opens a session. */
  public static SqlSession open(FlinkSqlGateway gateway) {
    SqlSession opener = new SqlSession(gateway.uri(), gateway.http(), "/v1/sessions");
    String handle =
        opener
            .send("POST", opener.path, Map.of("sessionName", "logstream"))
            .get("sessionHandle")
            .asText();
    return new SqlSession(gateway.uri(), gateway.http(), "/v1/sessions/" + handle);
  }

  /** Runs statements one after the other and drops what they answer. */
  public void runAll(List<String> statements) {
    for (String statement : statements) {
      run(statement, answer -> {});
    }
  }

  /** Runs a statement; answers are handed on as they come, until the last or until closed. */
  public void run(String statement, AnswerListener listener) {
    String operation =
        path
            + "/operations/"
            + send("POST", path + "/statements", Map.of("statement", statement))
                .get("operationHandle")
                .asText();
    String next = operation + "/result/0?rowFormat=JSON";
    long pause = FIRST_PAUSE_MILLIS;
    while (!isClosed) {
      JsonNode result = send("GET", next, null);
      String type = result.path("resultType").asText();
      if (type.equals("NOT_READY")) {
        pause = pause(pause);
        continue;
      }
      Answer answer = answer(result);
      if (!answer.columns().isEmpty()) {
        listener.received(answer);
      }
      if (type.equals("EOS") || !result.hasNonNull("nextResultUri")) {
        break;
      }
      next = result.get("nextResultUri").asText();
      // A query without news answers with no rows: ask again, less and less often.
      pause = answer.rows().isEmpty() ? pause(pause) : FIRST_PAUSE_MILLIS;
    }
  }

  /** Told of each batch of rows. */
  @FunctionalInterface
  public interface AnswerListener {
    void received(Answer answer);
  }

  private static Answer answer(JsonNode result) {
    List<Answer.Column> columns = new ArrayList<>();
    for (JsonNode column : result.path("results").path("columns")) {
      columns.add(
          new Answer.Column(
              column.get("name").asText(), column.path("logicalType").path("type").asText()));
    }
    List<Answer.Row> rows = new ArrayList<>();
    for (JsonNode row : result.path("results").path("data")) {
      List<JsonNode> fields = new ArrayList<>();
      row.get("fields").forEach(fields::add);
      rows.add(new Answer.Row(Answer.Kind.valueOf(row.get("kind").asText()), fields));
    }
    return new Answer(
        result.path("jobID").asText(""),
        result.path("isQueryResult").asBoolean(),
        List.copyOf(columns),
        List.copyOf(rows));
  }

  private static long pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SqlException("interrupted while waiting for a result", e);
    }
    return Math.min(millis * 2, LONGEST_PAUSE_MILLIS);
  }

  /** Ends the session; a query of it that is running ends too, a job that it submitted goes on. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      send("DELETE", path, null);
    }
  }

  private JsonNode send(String method, String pathAndQuery, Object body) {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(JSON.valueToTree(body).toString());
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve(pathAndQuery))
            .method(method, publisher)
            .header("Content-Type", "application/json")
            .timeout(ANSWER_LIMIT)
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode answer = JSON.readTree(response.body());
      if (response.statusCode() != 200) {
        throw new SqlException(FlinkError.reason(answer.path("errors")));
      }
      return answer;
    } catch (IOException e) {
      throw new SqlException("the SQL gateway at %s does not answer: %s".formatted(gateway, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SqlException("interrupted while waiting for the SQL gateway", e);
    }
  }
}
