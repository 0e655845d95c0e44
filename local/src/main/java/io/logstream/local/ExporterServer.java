package io.logstream.local;

import io.logstream.local.exporter.Exporter;
import io.logstream.local.stack.JavaCommand;
import io.logstream.local.stack.JavaService;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackSecurity;
import java.net.URI;
import java.util.List;

/** The exporter as a process of the stack: what Prometheus scrapes for the servers. */
final class ExporterServer {

  private ExporterServer() {}

  static JavaService in(Stack stack) {
    int port = stack.options().ports().of(Port.EXPORTER);
    URI uri = URI.create("http://127.0.0.1:" + port);
    JavaCommand command =
        new JavaCommand(System.getProperty("java.class.path"), Exporter.class.getName())
            .option("-Xmx64m")
            .quickStart()
            .arguments(List.of("--listen-port", Integer.toString(port)))
            .arguments(List.of("--brokers", stack.kafka().bootstrapServers()))
            .arguments(List.of("--elasticsearch", stack.elasticsearch().uri().toString()))
            .arguments(List.of("--postgresql", stack.postgresql().jdbcUrl("postgres")));
    // It needs none of them: that one does not answer is what it is there to tell.
    return new JavaService(
        "exporter",
        stack.folder(),
        new JavaService.Spec(
            command,
            List.of(),
            List.of(port),
            uri.resolve("/health"),
            uri + "/metrics",
            stack.security().fullEnvironment(StackSecurity.KafkaUser.EXPORTER)));
  }
}
