package io.logstream.local;

import io.logstream.collector.Collector;
import io.logstream.local.stack.JavaCommand;
import io.logstream.local.stack.JavaService;
import io.logstream.local.stack.Member;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import java.net.URI;
import java.util.List;

/** The collector as a process of the stack, with the receivers that need no certificate. */
final class CollectorServer {

  private static final String LOOPBACK = "127.0.0.1:";

  private CollectorServer() {}

  /**
   * @param region whose collector it is; empty where there is one region alone
   */
  static JavaService in(Stack stack, List<? extends Member> needs, String region) {
    Ports ports = stack.options().ports();
    int frames = ports.of(Port.COLLECTOR_FRAMES);
    int syslog = ports.of(Port.COLLECTOR_SYSLOG);
    int http = ports.of(Port.COLLECTOR_HTTP);
    int admin = ports.of(Port.COLLECTOR_ADMIN);
    JavaCommand command =
        new JavaCommand(System.getProperty("java.class.path"), Collector.class.getName())
            .option("-Xmx320m")
            .quickStart()
            .arguments(List.of("--kafka", stack.kafka().bootstrapServers()))
            .arguments(List.of("--frames", LOOPBACK + frames))
            .arguments(List.of("--syslog-tcp", LOOPBACK + syslog))
            .arguments(List.of("--syslog-udp", LOOPBACK + syslog))
            .arguments(List.of("--http", LOOPBACK + http))
            .arguments(List.of("--admin", LOOPBACK + admin))
            .arguments(region.isEmpty() ? List.of() : List.of("--region", region))
            .arguments(
                List.of("--spool", stack.folder().folder("collector").resolve("spool").toString()));
    return new JavaService(
        "collector",
        stack.folder(),
        new JavaService.Spec(
            command,
            needs,
            List.of(frames, syslog, http, admin),
            URI.create("http://" + LOOPBACK + admin + "/ready"),
            "http://" + LOOPBACK + http + " (OTLP, _bulk), syslog " + syslog + ", ship " + frames));
  }
}
