package io.logstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.Authorities;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackNotes;
import io.logstream.local.stack.StackOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Option;

/** The console that a command asks, with the options that say which: a mixin of commands. */
final class ConsoleClient {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--console",
      paramLabel = "URL",
      description = "The console to ask. Default: that of the local stack.")
  private URI console;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file with a token for the console. Default: the local stack's, if it has one.")
  private Optional<Path> tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Certificates, PEM, that the console's is signed by. Default: the JDK's.")
  private Optional<Path> authority;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where the local stack keeps its data. Default: data, beside logstream.")
  private Path data;

  /** Where it is. */
  URI address() {
    StackOptions options = local();
    return console == null
        ? URI.create(
            "%s://127.0.0.1:%d"
                .formatted(options.secure() ? "https" : "http", options.ports().of(Port.CONSOLE)))
        : console;
  }

  /** A request to a path of the console, to be completed. */
  HttpRequest.Builder request(String path) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path)).timeout(LIMIT);
    Optional<Path> file = tokenFile.or(this::localToken);
    if (file.isPresent()) {
      request.header("Authorization", "Bearer " + Files.readString(file.get()).strip());
    }
    return request;
  }

  /** The answer to it; empty where there is none or it is an error, which {@code err} is told. */
  Optional<JsonNode> ask(HttpRequest request, PrintWriter err)
      throws IOException, InterruptedException {
    try {
      HttpResponse<String> response =
          http().send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      JsonNode answer = JSON.readTree(response.body());
      if (response.statusCode() == 200) {
        return Optional.of(answer);
      }
      err.println("logstream: " + answer.at("/error/message").asText(response.body()));
    } catch (ConnectException e) {
      err.println(
          "logstream: no console at %s; start it: logstream up, or name it: --console"
              .formatted(address()));
    }
    return Optional.empty();
  }

  private HttpClient http() throws IOException {
    if (authority.isPresent()) {
      return HttpClient.newBuilder().sslContext(trusting(authority.get())).build();
    }
    return console == null && local().secure()
        ? new Stack(local()).security().httpClient()
        : HttpClient.newHttpClient();
  }

  private Optional<Path> localToken() {
    return console == null && local().secure()
        ? Optional.of(new Stack(local()).security().secretFile(ConsoleServer.TOKEN))
        : Optional.empty();
  }

  private StackOptions local() {
    Path folder = (data == null ? Home.data() : data).toAbsolutePath().normalize();
    return new StackNotes(folder).options().orElse(StackOptions.in(folder)).withFolder(folder);
  }

  private static SSLContext trusting(Path certificates) throws IOException {
    try {
      return Authorities.trusting(certificates);
    } catch (IOException e) {
      throw new IOException("--ca: " + e.getMessage(), e);
    }
  }
}
