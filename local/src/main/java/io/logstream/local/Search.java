package io.logstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code logstream search}: the console's search from a terminal. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Searches the log lines, and prints the hits, newest last. Exit code: 0 with hits, 1 without,"
          + " 2 for an error.",
      "Examples: search timeout level:error; search --from now-1h 'service:checkout"
          + " status:>=500'."
    })
final class Search implements Callable<Integer> {

  private static final int FOUND = 0;
  private static final int NOTHING = 1;
  private static final int FAILED = 2;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "QUERY", description = "Words and field:value.")
  private List<String> words = List.of();

  @Option(
      names = "--from",
      defaultValue = "now-15m",
      description =
          "From when: 2026-03-10T12:00:00Z, or now-15m (s, m, h, d, w). Default: ${DEFAULT-VALUE}.")
  private String from;

  @Option(names = "--to", defaultValue = "", description = "Until when. Default: now.")
  private String to;

  @Option(
      names = "--sort",
      defaultValue = "newest",
      description = "Which hits first: newest, oldest or relevance. Default: ${DEFAULT-VALUE}.")
  private String sort;

  @Option(
      names = {"-n", "--size"},
      defaultValue = "50",
      description = "How many at most, up to 1000. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(names = "--json", description = "Print the whole events, a line of JSON each.")
  private boolean json;

  @Mixin private ConsoleClient console;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    HttpRequest request = console.request("/api/v1/search?" + parameters()).build();
    try {
      Optional<JsonNode> answer = console.ask(request, err);
      return answer.isPresent() ? print(answer.get(), out, err) : FAILED;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private String parameters() {
    return "q=%s&from=%s&to=%s&sort=%s&size=%d"
        .formatted(
            encoded(String.join(" ", words)), encoded(from), encoded(to), encoded(sort), size);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private int print(JsonNode answer, PrintWriter out, PrintWriter err) {
    JsonNode hits = answer.path("hits");
    // A terminal shows its last lines: there the newest, or the most relevant, belong.
    boolean reverse = !json && !sort.equals("oldest");
    for (int i = 0; i < hits.size(); i++) {
      JsonNode event = hits.get(reverse ? hits.size() - 1 - i : i).path("source");
      out.println(json ? event.toString() : line(event));
    }
    if (!json) {
      JsonNode total = answer.path("total");
      String more = total.path("relation").asText().equals("gte") ? "more than " : "";
      err.printf(
          "%d of %s%d lines, %d ms%n",
          hits.size(), more, total.path("value").asLong(), answer.path("took_ms").asLong());
    }
    return hits.isEmpty() ? NOTHING : FOUND;
  }

  private static String line(JsonNode event) {
    String source = event.at("/service/name").asText(event.at("/host/name").asText("-"));
    return "%s %-5s %-14s %s"
        .formatted(
            event.path("@timestamp").asText(),
            event.at("/log/level").asText("-"),
            source,
            event.path("message").asText());
  }
}
