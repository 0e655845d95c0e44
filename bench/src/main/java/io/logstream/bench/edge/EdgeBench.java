package io.logstream.bench.edge;

import com.google.auto.service.AutoService;
import io.logstream.collector.wire.Packing;
import io.logstream.functions.event.Topics;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackOptions;
import io.logstream.local.stack.TopicSpec;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.SocketFactory;

/**
 * Lines a second of processor time that the collector takes from the network into a real Kafka, by
 * transport, and of rsyslog and syslog-ng where they are installed, to the same Kafka in turn.
 *
 * <p>A rate is by the time of processors that the receiver's process used, so that neither the
 * senders and Kafka on the same machine nor its other users are in it. The first round of each, in
 * which the virtual machine compiles, does not count.
 */
@AutoService(Bench.class)
public final class EdgeBench implements Bench {

  private static final int LINES = 1_000_000;
  private static final int PARTITIONS = 4;
  private static final double MIB = 1 << 20;

  /** Lines are kept no longer than needed: a disk fills in minutes at these rates. */
  private static final int KEPT_BYTES = 64 << 20;

  @Override
  public String name() {
    return "edge";
  }

  @Override
  public String description() {
    return "lines/s a core of the collector by transport, beside rsyslog and syslog-ng; size:"
        + " lines";
  }

  /** What a run of one sender to one receiver showed. */
  private record Run(
      double linesPerCoreSecond,
      double linesPerSecond,
      double wireBytesPerLine,
      double lostShare) {}

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    int rounds = (int) Math.max(1, (settings.size() > 0 ? settings.size() : LINES) / Corpus.LINES);
    Path folder = Files.createTempDirectory("logstream-bench-");
    Stack stack = new Stack(StackOptions.in(folder).withPorts(Ports.free()));
    List<Receiver> started = new ArrayList<>();
    try {
      progress.println("edge: starting Kafka");
      stack.start(List.of(stack.kafka()));
      stack
          .kafka()
          .createTopics(
              Stream.of(
                      Topics.LOGS_RAW,
                      Topics.LOGS_DEAD,
                      Receivers.RSYSLOG_TOPIC,
                      Receivers.SYSLOG_NG_TOPIC)
                  .map(topic -> TopicSpec.bounded(topic, PARTITIONS, KEPT_BYTES))
                  .toList());
      X509Bundle authority = authority();
      Path certificate = folder.resolve("server.pem");
      Path key = folder.resolve("server.key");
      X509Bundle server =
          new CertificateBuilder()
              .subject("CN=localhost")
              .addSanIpAddress("127.0.0.1")
              .buildIssuedBy(authority);
      Files.writeString(certificate, server.getCertificatePathPEM());
      Files.writeString(key, server.getPrivateKeyPEM());

      Receivers receivers = new Receivers(folder, stack.kafka().bootstrapServers());
      Receiver collector = receivers.collector(certificate, key);
      started.add(collector);
      List<Receiver> peers = new ArrayList<>();
      note(receivers.rsyslog(), "rsyslog with omkafka", peers, progress);
      started.addAll(peers);
      List<Receiver> more = new ArrayList<>();
      note(receivers.syslogNg(), "syslog-ng with its Kafka destination", more, progress);
      started.addAll(more);
      peers.addAll(more);

      Corpus corpus = new Corpus();
      try (Arrivals arrivals = new Arrivals(stack.kafka())) {
        Measuring measuring = new Measuring(settings, rounds, corpus, arrivals, results, progress);
        Senders senders = new Senders(corpus);
        measuring.besidePeers(collector, peers, senders.stream(SocketFactory.getDefault()));
        transports(senders, clientTls(authority))
            .forEach((name, transport) -> measuring.alone(name, collector, transport));
      }
    } finally {
      started.forEach(Receiver::close);
      stack.delete();
    }
  }

  private static void note(
      Optional<Receiver> peer, String name, List<Receiver> peers, PrintStream progress) {
    peer.ifPresentOrElse(
        peers::add, () -> progress.printf("edge: %s is not installed: no comparison%n", name));
  }

  private static X509Bundle authority() throws Exception {
    return new CertificateBuilder()
        .subject("CN=Benchmark authority")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static SocketFactory clientTls(X509Bundle authority) throws Exception {
    return ((JdkSslContext)
            SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(authority.getRootCertificate())
                .build())
        .context()
        .getSocketFactory();
  }

  /** A way in. */
  private record Transport(String listener, Senders.Sender sender) {}

  private static Map<String, Transport> transports(Senders senders, SocketFactory tls) {
    Map<String, Transport> transports = new LinkedHashMap<>();
    transports.put("tls", new Transport("tls", senders.stream(tls)));
    transports.put("udp", new Transport("udp", senders.datagrams()));
    for (Packing packing : Packing.values()) {
      transports.put(
          "frames_" + packing.name().toLowerCase(Locale.ROOT),
          new Transport("frames", senders.frames(packing)));
    }
    transports.put("http", new Transport("http", senders.http(Packing.NONE)));
    transports.put("http_gzip", new Transport("http", senders.http(Packing.GZIP)));
    return transports;
  }

  /** Does the runs, and says what came of them. */
  private record Measuring(
      Settings settings,
      int rounds,
      Corpus corpus,
      Arrivals arrivals,
      Results results,
      PrintStream progress) {

    /** Ours and each peer's in turn, over TCP. */
    void besidePeers(Receiver collector, List<Receiver> peers, Senders.Sender sender)
        throws Exception {
      Map<Receiver, Run[]> runs = new LinkedHashMap<>();
      runs.put(collector, new Run[settings.runs()]);
      peers.forEach(peer -> runs.put(peer, new Run[settings.runs()]));
      for (int i = -1; i < settings.runs(); i++) {
        for (Map.Entry<Receiver, Run[]> entry : runs.entrySet()) {
          Run run = measured(entry.getKey(), "tcp", sender);
          progress.printf(
              Locale.ROOT,
              "edge: tcp, run %d%s: %s: %,.0f lines/s a core, %,.0f/s%n",
              i + 1,
              i < 0 ? " (warm-up)" : "",
              entry.getKey().name(),
              run.linesPerCoreSecond(),
              run.linesPerSecond());
          if (i >= 0) {
            entry.getValue()[i] = run;
          }
        }
      }
      Run[] ours = runs.remove(collector);
      add("tcp", ours);
      runs.forEach(
          (peer, theirs) -> {
            results.add(
                new Measurement(
                    "edge",
                    "tcp_lines_per_s_core",
                    peer.name(),
                    values(ours, Run::linesPerCoreSecond),
                    values(theirs, Run::linesPerCoreSecond)));
            results.add(
                new Measurement(
                    "edge",
                    "tcp_lines_per_s",
                    peer.name(),
                    values(ours, Run::linesPerSecond),
                    values(theirs, Run::linesPerSecond)));
          });
    }

    void alone(String name, Receiver collector, Transport transport) {
      Run[] runs = new Run[settings.runs()];
      try {
        for (int i = -1; i < runs.length; i++) {
          Run run = measured(collector, transport.listener(), transport.sender());
          if (i >= 0) {
            runs[i] = run;
          }
        }
      } catch (Exception e) {
        throw new IllegalStateException(name + ": " + e.getMessage(), e);
      }
      progress.printf(
          Locale.ROOT, "edge: %s: %,.0f lines/s a core%n", name, runs[0].linesPerCoreSecond());
      add(name, runs);
    }

    private Run measured(Receiver receiver, String listener, Senders.Sender sender)
        throws Exception {
      long expected = (long) rounds * Corpus.LINES;
      long before = arrivals.in(receiver.topic());
      double coresBefore = receiver.coreSeconds();
      long begin = System.nanoTime();
      long wire = sender.send(receiver.port(listener), rounds);
      Arrivals.Arrived arrived =
          arrivals.await(receiver.topic(), before + expected, listener.equals("udp"));
      double cores = receiver.coreSeconds() - coresBefore;
      long lines = arrived.records() - before;
      return new Run(
          lines / cores,
          lines / ((arrived.nanos() - begin) / 1e9),
          (double) wire / expected,
          100.0 * (expected - lines) / expected);
    }

    private void add(String name, Run[] runs) {
      double mibOfALine = corpus.bytes() / MIB / Corpus.LINES;
      results.add(
          Measurement.alone(
              "edge", name + "_lines_per_s_core", values(runs, Run::linesPerCoreSecond)));
      results.add(
          Measurement.alone(
              "edge",
              name + "_mib_per_s_core",
              values(runs, run -> run.linesPerCoreSecond() * mibOfALine)));
      results.add(
          Measurement.alone("edge", name + "_lines_per_s", values(runs, Run::linesPerSecond)));
      results.add(
          Measurement.alone(
              "edge", name + "_wire_bytes_per_line", values(runs, Run::wireBytesPerLine)));
      if (name.equals("udp")) {
        results.add(Measurement.alone("edge", "udp_lost_percent", values(runs, Run::lostShare)));
      }
    }

    private static double[] values(Run[] runs, java.util.function.ToDoubleFunction<Run> of) {
      return Stream.of(runs).mapToDouble(of).toArray();
    }
  }
}
