package io.logstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code logstream assess}: what a change would break, before it is made. */
@Command(
    name = "assess",
    mixinStandardHelpOptions = true,
    description = {
      "Says what a change of a service would break: the risk, who would feel it, what to do.",
      "Exit code: 0; 1 if the risk is at or above --limit, to stop a deploy; 2 for an error.",
      "Example: assess payment --kind deploy --tests passed --limit 0.05"
    })
final class Assess implements Callable<Integer> {

  private static final int FINE = 0;
  private static final int RISKY = 1;
  private static final int FAILED = 2;
  private static final int SHOWN = 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How the tests went. */
  enum Tests {
    PASSED,
    FAILED
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SERVICE", description = "What is to be changed.")
  private String service;

  @Option(
      names = "--kind",
      defaultValue = "deploy",
      description = "deploy, rollback, config, flag, scale or restart. Default: ${DEFAULT-VALUE}.")
  private String kind;

  @Option(names = "--tests", description = "passed or failed. Default: not told.")
  private Tests tests;

  @Option(
      names = "--canary",
      paramLabel = "SHARE",
      description = "Share of the requests that meet it first, 0 to 1. Default: not told.")
  private Double canary;

  @Option(
      names = "--limit",
      paramLabel = "RISK",
      defaultValue = "1.1",
      description = "From this risk on, 0 to 1, the exit code is 1. Default: never.")
  private double limit;

  @Option(names = "--json", description = "Print the whole assessment as JSON.")
  private boolean json;

  @Mixin private ConsoleClient console;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    HttpRequest request =
        console
            .request("/api/v1/changes/assess")
            .POST(HttpRequest.BodyPublishers.ofString(body(), StandardCharsets.UTF_8))
            .build();
    try {
      Optional<JsonNode> answer = console.ask(request, err);
      if (answer.isEmpty()) {
        return FAILED;
      }
      print(answer.get(), out);
      return answer.get().path("risk").asDouble() >= limit ? RISKY : FINE;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private String body() {
    ObjectNode body = JSON.createObjectNode();
    body.put("service", service).put("kind", kind).put("zone", ZoneId.systemDefault().getId());
    if (tests != null) {
      body.put("tests_passed", tests == Tests.PASSED);
    }
    if (canary != null) {
      body.put("canary_share", canary);
    }
    return body.toString();
  }

  private void print(JsonNode answer, PrintWriter out) {
    if (json) {
      out.println(answer);
      return;
    }
    out.printf(
        "%s of %s: risk %.1f %%; does harm with %.0f %%, and %.0f %% of all requests need it%n",
        kind,
        service,
        100 * answer.path("risk").asDouble(),
        100 * answer.path("harm").asDouble(),
        100 * answer.path("criticality").asDouble());
    int shown = 0;
    for (JsonNode affected : answer.path("affected")) {
      if (shown++ < SHOWN) {
        out.printf(
            "%3d. %-28s %5.1f %%, needs it in %.0f %% of its requests%n",
            affected.path("rank").asInt(),
            affected.path("service").asText(),
            100 * affected.path("probability").asDouble(),
            100 * affected.at("/parts/dependence").asDouble());
      }
    }
    for (JsonNode advice : answer.path("advice")) {
      out.println("- " + advice.asText());
    }
  }
}
