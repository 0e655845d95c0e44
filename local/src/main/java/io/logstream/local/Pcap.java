package io.logstream.local;

import io.logstream.local.pcap.FlowLines;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code logstream pcap}: the flows of packet captures. */
@Command(
    name = "pcap",
    mixinStandardHelpOptions = true,
    description = {
      "Turns packet captures, pcap or pcapng, into flows: both directions of a connection in one"
          + " line, as Zeek writes its JSON logs, with the names in DNS, HTTP and TLS.",
      "To the system: logstream pcap FILE | logstream ship - --format zeek",
      "Live: tcpdump -w - | logstream pcap - | logstream ship - --format zeek"
    })
final class Pcap implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Captures; - for standard input.")
  private List<Path> files;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    int exit = 0;
    try (OutputStream out =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
      for (Path file : files) {
        boolean isLive = file.toString().equals("-");
        FlowLines lines = new FlowLines(line -> write(line, out, isLive));

        try (InputStream in = open(file)) {
          lines.read(in);
        } catch (UncheckedIOException e) {
          throw e.getCause();
        } catch (IOException e) {
          spec.commandLine().getErr().println(file + ": " + e.getMessage());
          exit = 1;
        }
        out.flush();
        spec.commandLine()
            .getErr()
            .printf("%s: %d packets, %d of no flow%n", file, lines.packets(), lines.others());
      }
    }
    return exit;
  }

  private static InputStream open(Path file) throws IOException {
    boolean isStandard = file.toString().equals("-");
    return new BufferedInputStream(isStandard ? System.in : Files.newInputStream(file), 1 << 16);
  }

  private static void write(byte[] line, OutputStream out, boolean isLive) {
    try {
      out.write(line);
      out.write('\n');
      if (isLive) {
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
