package io.logstream.local;

import io.logstream.functions.control.ControlView;
import io.logstream.functions.enrich.Enrichment;
import io.logstream.functions.enrich.Reference;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.EventJson;
import io.logstream.functions.event.JsonBytes;
import io.logstream.functions.normalize.LineNormalizer;
import io.logstream.functions.parse.Formats;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code logstream normalize}: a filter from log lines to ECS JSON. */
@Command(
    name = "normalize",
    mixinStandardHelpOptions = true,
    description = {
      "Reads log lines from standard input and writes one JSON object of the Elastic Common Schema"
          + " a line, in order.",
      "A line that cannot be parsed gives {\"event\":{\"original\":…},\"error\":{\"message\":…}}."
    })
final class Normalize implements Callable<Integer> {

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "The lines' format; recognised line by line where it is not given.")
  private String format;

  @Option(
      names = "--timezone",
      paramLabel = "TZ",
      defaultValue = "UTC",
      description =
          "The zone of time stamps that state none, such as Europe/Berlin or +02:00. Default:"
              + " ${DEFAULT-VALUE}.")
  private ZoneId zone;

  @Spec private CommandSpec spec;

  private final Event event = new Event();
  private final EventJson json = new EventJson();
  private final LineNormalizer normalizer = new LineNormalizer(Formats.all());

  @Override
  public Integer call() throws IOException {
    if (format != null && Formats.all().named(format).isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "unknown format \"%s\"; known are %s"
              .formatted(
                  format,
                  String.join(", ", Formats.all().list().stream().map(f -> f.name()).toList())));
    }
    try (Enrichment enrichment =
            new Enrichment(Enrichment.Options.DEFAULT, new ControlView(Reference.TABLES, false));
        InputStream in = new BufferedInputStream(System.in, 1 << 16);
        OutputStream out =
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          write(line.toByteArray(), enrichment, out);
          line.reset();
          if (in.available() == 0) {
            out.flush();
          }
        } else {
          line.write(b);
        }
      }
      if (line.size() > 0) {
        write(line.toByteArray(), enrichment, out);
      }
    }
    return 0;
  }

  /** A line of several records, as OTLP has them, gives as many lines, in their order. */
  private void write(byte[] line, Enrichment enrichment, OutputStream out) throws IOException {
    List<byte[]> records;
    try {
      records = normalizer.split(line);
    } catch (ParseException e) {
      records = List.of(line);
    }
    for (byte[] one : records) {
      record(one, enrichment, out);
    }
  }

  private void record(byte[] line, Enrichment enrichment, OutputStream out) throws IOException {
    Instant now = Instant.now();
    try {
      normalizer.normalize(
          line,
          format,
          new ParseContext(now.getEpochSecond() * 1_000_000_000L + now.getNano(), zone),
          event);
      // What the ingest job adds without configuration: direction, community id, domains, agents.
      enrichment.enrich(event);
      out.write(json.write(event));
    } catch (ParseException e) {
      out.write(failure(line, e));
    }
    out.write('\n');
  }

  private static byte[] failure(byte[] line, ParseException e) {
    return new JsonBytes(line.length + 128)
        .ascii("{\"event\":{\"original\":")
        .string(new String(line, StandardCharsets.UTF_8))
        .ascii("},\"error\":{\"message\":")
        .string(e.getMessage())
        .ascii("}}")
        .toByteArray();
  }
}
