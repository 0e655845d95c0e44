package io.logstream.local;

import io.logstream.collector.Collector;
import io.logstream.collector.CollectorOptions;
import io.logstream.local.stack.JavaCommand;
import io.logstream.local.stack.JavaService;
import io.logstream.local.stack.Member;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackSecurity;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The collector as a process of the stack, with the receivers that the stack's security allows. */
final class CollectorServer {

  private static final String LOOPBACK = "127.0.0.1:";

  private CollectorServer() {}

  /**
   * @param region whose collector it is; empty where there is one region alone
   */
  static JavaService in(Stack stack, List<? extends Member> needs, String region) {
    Ports ports = stack.options().ports();
    int frames = ports.of(Port.COLLECTOR_FRAMES);
    int http = ports.of(Port.COLLECTOR_HTTP);
    int admin = ports.of(Port.COLLECTOR_ADMIN);
    List<Integer> listening = new ArrayList<>(List.of(frames, http, admin));
    JavaCommand command =
        new JavaCommand(System.getProperty("java.class.path"), Collector.class.getName())
            .option("-Xmx320m")
            .quickStart()
            .arguments(List.of("--kafka", stack.kafka().bootstrapServers()))
            .arguments(List.of("--admin", LOOPBACK + admin))
            .arguments(region.isEmpty() ? List.of() : List.of("--region", region))
            .arguments(
                List.of("--spool", stack.folder().folder("collector").resolve("spool").toString()));
    String address;
    if (stack.security().isOn()) {
      secure(command, stack.security(), LOOPBACK + frames, LOOPBACK + http);
      address = "https://" + LOOPBACK + http + " (OTLP, _bulk), ship --tls " + frames;
    } else {
      int syslog = ports.of(Port.COLLECTOR_SYSLOG);
      listening.add(syslog);
      command
          .arguments(List.of("--frames", LOOPBACK + frames))
          .arguments(List.of("--syslog-tcp", LOOPBACK + syslog))
          .arguments(List.of("--syslog-udp", LOOPBACK + syslog))
          .arguments(List.of("--http", LOOPBACK + http));
      address =
          "http://" + LOOPBACK + http + " (OTLP, _bulk), syslog " + syslog + ", ship " + frames;
    }
    return new JavaService(
        "collector",
        stack.folder(),
        new JavaService.Spec(
            command,
            needs,
            listening,
            URI.create("http://" + LOOPBACK + admin + "/ready"),
            address,
            stack.security().environment(StackSecurity.KafkaUser.COLLECTOR)));
  }

  /** TLS, and a token from every sender: without syslog, which has none. */
  private static void secure(
      JavaCommand command, StackSecurity security, String frames, String http) {
    for (String off : List.of("--frames", "--syslog-tcp", "--syslog-udp", "--http")) {
      command.arguments(List.of(off, CollectorOptions.OFF));
    }
    command
        .arguments(List.of("--frames-tls", frames))
        .arguments(List.of("--https", http))
        .arguments(List.of("--tls-cert", security.certificate("collector").toString()))
        .arguments(List.of("--tls-key", security.key("collector").toString()))
        .arguments(List.of("--tokens", security.file("collector-tokens").toString()));
  }
}
