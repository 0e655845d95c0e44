package io.logstream.bench.edge;

import io.logstream.collector.Collector;
import io.logstream.functions.event.Topics;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts the collector and the programs it is held against, each set up to do the same: all in-sync
 * replicas, idempotent, zstd, the same linger, two threads where that can be said.
 */
final class Receivers {

  static final String RSYSLOG_TOPIC = "peer.rsyslog";
  static final String SYSLOG_NG_TOPIC = "peer.syslog-ng";

  private final Path folder;
  private final String brokers;

  Receivers(Path folder, String brokers) {
    this.folder = folder;
    this.brokers = brokers;
  }

  Receiver collector(Path certificate, Path key) throws IOException {
    Map<String, Integer> ports = new HashMap<>();
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Collector.class.getName(),
                "--kafka=" + brokers,
                "--spool=" + folder.resolve("spool"),
                "--tls-cert=" + certificate,
                "--tls-key=" + key));
    Map.of(
            "tcp", "syslog-tcp",
            "tls", "syslog-tls",
            "udp", "syslog-udp",
            "frames", "frames",
            "http", "http",
            "admin", "admin")
        .forEach(
            (name, option) -> {
              ports.put(name, freePort());
              command.add("--%s=127.0.0.1:%d".formatted(option, ports.get(name)));
            });
    return new Receiver(
        "collector", Topics.LOGS_RAW, ports, command, folder.resolve("collector.log"));
  }

  /** rsyslog with {@code imptcp} and {@code omkafka}; empty where it is not installed. */
  Optional<Receiver> rsyslog() throws IOException {
    Optional<String> program = onPath("rsyslogd");
    if (program.isEmpty()
        || !Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/rsyslog/omkafka.so"))) {
      return Optional.empty();
    }
    int port = freePort();
    Path configuration =
        Files.writeString(
            folder.resolve("rsyslog.conf"),
            """
            global(workDirectory="%s" maxMessageSize="64k")
            module(load="imptcp" threads="2")
            module(load="omkafka")
            template(name="raw" type="string" string="%%rawmsg%%")
            input(type="imptcp" address="127.0.0.1" port="%d" ruleset="out")
            ruleset(name="out" queue.type="LinkedList" queue.size="100000"
                    queue.dequeueBatchSize="2048" queue.workerThreads="2"
                    queue.workerThreadMinimumMessages="10000") {
              action(type="omkafka" broker="%s" topic="%s" template="raw" partitions.auto="on"
                     confParam=["compression.codec=zstd", "acks=all", "enable.idempotence=true",
                                "queue.buffering.max.ms=5", "queue.buffering.max.messages=200000"]
                     resubmitOnFailure="on")
            }
            """
                .formatted(folder, port, brokers, RSYSLOG_TOPIC));
    return Optional.of(
        new Receiver(
            "rsyslog omkafka",
            RSYSLOG_TOPIC,
            Map.of("tcp", port),
            List.of(
                program.get(),
                "-n",
                "-f",
                configuration.toString(),
                "-i",
                folder.resolve("rsyslog.pid").toString()),
            folder.resolve("rsyslog.log")));
  }

  /** syslog-ng with its Kafka destination; empty where it is not installed. */
  Optional<Receiver> syslogNg() throws IOException {
    Optional<String> program = onPath("syslog-ng");
    if (program.isEmpty() || !Files.exists(Path.of("/usr/lib/syslog-ng/3.38/libkafka.so"))) {
      return Optional.empty();
    }
    int port = freePort();
    Path configuration =
        Files.writeString(
            folder.resolve("syslog-ng.conf"),
            """
            @version: 3.38
            options { log-msg-size(65536); stats-freq(0); };
            source lines {
              network(ip("127.0.0.1") port(%d) transport("tcp") flags(no-parse)
                      max-connections(100) log-iw-size(100000) log-fetch-limit(1000));
            };
            destination topic {
              kafka-c(bootstrap-servers("%s") topic("%s") message("$MSG") workers(2)
                      batch-lines(2000) batch-timeout(5) log-fifo-size(200000)
                      config(compression.codec("zstd") acks("all") enable.idempotence("true")
                             queue.buffering.max.ms("5")));
            };
            log { source(lines); destination(topic); flags(flow-control); };
            """
                .formatted(port, brokers, SYSLOG_NG_TOPIC));
    return Optional.of(
        new Receiver(
            "syslog-ng kafka",
            SYSLOG_NG_TOPIC,
            Map.of("tcp", port),
            List.of(
                program.get(),
                "-F",
                "--no-caps",
                "-f",
                configuration.toString(),
                "-R",
                folder.resolve("syslog-ng.persist").toString(),
                "-c",
                folder.resolve("syslog-ng.ctl").toString(),
                "-p",
                folder.resolve("syslog-ng.pid").toString()),
            folder.resolve("syslog-ng.log")));
  }

  private static Optional<String> onPath(String program) {
    return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
