package io.logstream.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.staticfiles.Location;
import io.javalin.json.JavalinJackson;
import io.logstream.console.access.ConsoleAccess;
import io.logstream.console.access.Gate;
import io.logstream.console.access.OpenDoor;
import io.logstream.console.access.ServerCertificate;
import io.logstream.console.access.Tokens;
import io.logstream.console.access.Users;
import io.logstream.console.live.LiveTail;
import io.logstream.console.live.TailApi;
import io.logstream.console.map.MapApi;
import io.logstream.console.metrics.MetricsApi;
import io.logstream.console.region.RegionsApi;
import io.logstream.console.results.ResultsApi;
import io.logstream.console.search.SearchApi;
import io.logstream.console.users.UsersApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The console: the API, and the pages that use it. */
public final class Console implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Console.class);
  private static final long LARGEST_BODY = 1 << 20;
  private static final int LIVE_CLIENTS = 2_000;

  private final List<ApiModule> modules;
  private final Optional<ServerCertificate> certificate;
  private final Javalin server;

  /** Starts it; it answers when this returns. */
  public Console(ConsoleOptions options) {
    certificate = certificate(options.access());
    modules =
        List.of(
            gate(options.access()),
            new WebLibraries(),
            new SearchApi(options),
            new MapApi(options.bootstrapServers()),
            new TailApi(new LiveTail(options.bootstrapServers(), options.tailsAtOnce())),
            new MetricsApi(options.bootstrapServers(), LIVE_CLIENTS),
            new ResultsApi(options.bootstrapServers(), options.peers()),
            new UsersApi(options),
            new RegionsApi(options.bootstrapServers(), options.region(), options.peers()));
    server = Javalin.create(config -> configure(config, options));
    server.exception(ApiException.class, (e, context) -> refuse(e, context));
    server.exception(
        CompletionException.class,
        (e, context) -> {
          if (e.getCause() instanceof ApiException api) {
            refuse(api, context);
          } else {
            fail(e, context);
          }
        });
    server.exception(Exception.class, Console::fail);
    if (certificate.isPresent()) {
      server.start();
    } else {
      server.start(options.host(), options.port());
    }
  }

  private static Optional<ServerCertificate> certificate(ConsoleAccess access) {
    if (access.certificate().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ServerCertificate(access.certificate().get(), access.key().orElseThrow()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApiModule gate(ConsoleAccess access) {
    if (access.users().isEmpty()) {
      return new OpenDoor();
    }
    try {
      InstantSource clock = InstantSource.system();
      Users users = new Users(access.users().get());
      Optional<Path> tokens = access.tokens();
      return new Gate(
          users,
          tokens.isPresent() ? Optional.of(new Tokens(tokens.get(), clock)) : Optional.empty(),
          access,
          clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void configure(JavalinConfig config, ConsoleOptions options) {
    certificate.ifPresent(
        tls ->
            config.jetty.addConnector(
                (jetty, http) -> tls.connector(jetty, http, options.host(), options.port())));
    config.showJavalinBanner = false;
    config.jsonMapper(new JavalinJackson());
    config.http.maxRequestSize = LARGEST_BODY;
    config.http.gzipOnlyCompression();
    config.staticFiles.add(
        files -> {
          files.directory = "/web";
          files.location = Location.CLASSPATH;
          // A new version is seen at once; unchanged files cost a 304.
          files.headers = Map.of("Cache-Control", "no-cache");
        });
    config.router.mount(
        routes ->
            routes
                .get("/", context -> context.redirect("/search/"))
                .get("/health", context -> context.json(health()))
                .get("/api/v1/openapi.yaml", Console::openApi));
    modules.forEach(module -> module.register(config));
  }

  private static ObjectNode health() {
    return JsonNodeFactory.instance.objectNode().put("status", "up");
  }

  private static void openApi(Context context) {
    context.contentType("application/yaml");
    context.result(Console.class.getResourceAsStream("/openapi.yaml"));
  }

  private static void refuse(ApiException e, Context context) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode error = body.putObject("error");
    error.put("code", e.code()).put("message", e.getMessage());
    if (e.position() >= 0) {
      error.put("position", e.position());
    }
    context.status(e.status()).json(body);
  }

  private static void fail(Exception e, Context context) {
    LOG.error("{} {}", context.method(), context.path(), e);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("error").put("code", "internal").put("message", "see the console's log");
    context.status(500).json(body);
  }

  /** The server, whose routes a test compares with the rules. */
  Javalin server() {
    return server;
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
    certificate.ifPresent(ServerCertificate::close);
    modules.forEach(ApiModule::close);
  }
}
