package io.logstream.local;

import io.logstream.local.shop.ShopPart;
import io.logstream.local.stack.JavaCommand;
import io.logstream.local.stack.JavaService;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Server;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackSecurity;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Ships the shop's logs and spans, and the logs of the stack's own servers: LogStream watches
 * itself.
 */
final class ShippingServer {

  private ShippingServer() {}

  static JavaService in(Stack stack, ShopServer shop, Server collector) {
    List<String> sources = new ArrayList<>();
    for (ShopPart part : ShopPart.values()) {
      String service = part.service();
      // The gateway has its errors in a file of their own.
      sources.add(service + "=" + part.format() + "=" + shop.logs().resolve(service + "*.log"));
      sources.add(service + "=otlp=" + shop.logs().resolve(service + ".traces.jsonl"));
    }
    sources.add("deployer=json=" + shop.logs().resolve("deployer.log"));
    for (Server server : stack.servers()) {
      String format = format(server.name());
      if (!format.isEmpty()) {
        sources.add(server.name() + "=" + format + "=" + server.log());
      }
    }
    int health = stack.options().ports().of(Port.SHIPPING);
    JavaCommand command =
        new JavaCommand(System.getProperty("java.class.path"), DemoShipping.class.getName())
            .option("-Xmx192m")
            .quickStart()
            .arguments(
                List.of(
                    "--port", Integer.toString(stack.options().ports().of(Port.COLLECTOR_FRAMES))))
            .arguments(List.of("--health-port", Integer.toString(health)))
            .arguments(List.of("--state", stack.folder().folder("shipping").toString()))
            .arguments(receiver(stack.security()))
            .arguments(sources);
    return new JavaService(
        "shipping",
        stack.folder(),
        new JavaService.Spec(
            command,
            List.of(shop, collector),
            List.of(health),
            URI.create("http://127.0.0.1:" + health),
            ""));
  }

  private static List<String> receiver(StackSecurity security) {
    return security.isOn()
        ? List.of(
            "--ca",
            security.authority().toString(),
            "--token-file",
            security.secretFile(StackSecurity.COLLECTOR_TOKEN).toString())
        : List.of();
  }

  /** Of the servers whose logs are shipped; empty for those of others. */
  private static String format(String server) {
    if (server.startsWith("kafka")) {
      return "kafka";
    }
    if (server.startsWith("elasticsearch")) {
      return "elasticsearch";
    }
    if (server.startsWith("jobmanager") || server.startsWith("taskmanager")) {
      return "flink";
    }
    return server.startsWith("postgresql") ? "postgresql" : "";
  }
}
