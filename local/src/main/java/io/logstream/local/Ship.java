package io.logstream.local;

import io.logstream.collector.ship.ShipOptions;
import io.logstream.collector.ship.Shipper;
import io.logstream.collector.wire.Packing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code logstream ship}: sends files, as they grow, to a collector. */
@Command(
    name = "ship",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reads files as they grow, through rotation and truncation, and sends their lines to a"
          + " collector: packed, acknowledged, resumed at the byte where it left off.",
      "The journal: journalctl -o json -f | logstream ship - --format systemd-journal"
    })
final class Ship implements Callable<Integer> {

  private static final int PROGRESS_MILLIS = 500;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files and glob patterns, such as '/var/log/**/*.log'; - for standard input.")
  private List<String> files;

  @Option(
      names = "--to",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:5170",
      description = "The collector's frames. Default: ${DEFAULT-VALUE}.")
  private String to;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on when the files' ends are reached, as tail -F does.")
  private boolean follow;

  @Option(
      names = "--from-end",
      description = "Files that were never shipped before: only what is written from now on.")
  private boolean fromEnd;

  @Option(names = "--tls", description = "Over TLS.")
  private boolean tls;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Certificates, PEM, that the collector's is signed by. Default: the JDK's.")
  private Optional<Path> authority;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "This sender's certificate chain, PEM. Default: none.")
  private Optional<Path> certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "Its private key, PEM (PKCS #8).")
  private Optional<Path> key;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file with the bearer token. Default: none.")
  private Optional<Path> tokenFile;

  @Option(
      names = "--compress",
      paramLabel = "zstd|gzip|lz4|none",
      defaultValue = "zstd",
      description = "How frames are packed. Default: ${DEFAULT-VALUE}.")
  private Packing packing;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "The host that the lines are of. Default: this one's name.")
  private Optional<String> host;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The service that the lines are of. Default: not stated.")
  private String service;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The lines' format. Default: recognised line by line.")
  private String format;

  @Option(
      names = "--record-start",
      paramLabel = "REGEX",
      description =
          "Lines that do not match belong to the record before, such as a stack trace. Default: as"
              + " the lines' format has it.")
  private Optional<Pattern> recordStart;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description =
          "The files' encoding, such as ISO-8859-1 or UTF-16LE. Default: ${DEFAULT-VALUE}.")
  private Charset encoding;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "data/ship",
      description = "Remembers how far each file was shipped. Default: ${DEFAULT-VALUE}.")
  private Path state;

  @Option(
      names = "--frame",
      paramLabel = "BYTES",
      defaultValue = "262144",
      description = "A frame is sent when it has so many bytes. Default: ${DEFAULT-VALUE}.")
  private int frameBytes;

  @Option(
      names = "--linger",
      paramLabel = "MS",
      defaultValue = "200",
      description = "Or when its first line has waited so long. Default: ${DEFAULT-VALUE}.")
  private long lingerMillis;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "16",
      description = "Frames sent without an answer yet. Default: ${DEFAULT-VALUE}.")
  private int window;

  @Option(names = "--quiet", description = "No progress on standard error.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ShipOptions options = options();
    try (OrderlyEnd end = new OrderlyEnd()) {
      return ship(options, end);
    }
  }

  private int ship(ShipOptions options, OrderlyEnd end) throws InterruptedException {
    AtomicBoolean isEnding = new AtomicBoolean();
    try (Shipper shipper = new Shipper(options)) {
      end.ask(() -> isEnding.set(true));
      ShipProgress progress = new ShipProgress(System.err, !quiet, System.console() != null);
      if (files.contains("-")) {
        shipper.ship(System.in);
      } else {
        long[] last = {System.nanoTime()};
        shipper.run(
            () -> {
              if (System.nanoTime() - last[0] > PROGRESS_MILLIS * 1_000_000L) {
                last[0] = System.nanoTime();
                progress.show(shipper);
              }
              return isEnding.get();
            });
      }
      progress.end(shipper);
      return 0;
    } catch (IOException e) {
      System.err.println("ship: " + e.getMessage());
      return 1;
    }
  }

  private ShipOptions options() throws IOException {
    int colon = to.lastIndexOf(':');
    if (colon < 1 || !to.substring(colon + 1).matches("\\d{1,5}")) {
      throw new ParameterException(
          spec.commandLine(), "--to: expected HOST:PORT, found \"" + to + "\"");
    }
    if (files.contains("-") && files.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "expected files or the standard input, found both");
    }
    return new ShipOptions(
        files,
        to.substring(0, colon),
        Integer.parseInt(to.substring(colon + 1)),
        tls,
        authority,
        certificate,
        key,
        tokenFile.isPresent() ? Files.readString(tokenFile.get()).strip() : "",
        new ShipOptions.Labels(host.orElseGet(Ship::thisHost), service, format),
        recordStart,
        encoding,
        packing,
        state,
        follow,
        fromEnd,
        frameBytes,
        Duration.ofMillis(lingerMillis),
        window);
  }

  private static String thisHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "";
    }
  }
}
