package io.logstream.local;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.Flow;
import io.logstream.functions.event.FlowJson;
import io.logstream.functions.normalize.LineNormalizer;
import io.logstream.functions.parse.Formats;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.route.Flows;
import io.logstream.functions.threat.FlowJoin;
import io.logstream.local.pcap.CaptureReader;
import io.logstream.local.pcap.FlowLines;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Reads the flows of a recorded file or folder through the parsers of the ingest job: lines of any
 * format, records of topic {@code flows}, and packet captures, plain or gzipped. Records of one
 * connection are joined, and all are put in the order of their start.
 */
final class FlowFiles {

  private static final String RECORD_START = "{\"v\":";

  private final String format;
  private final ZoneId zone;
  private long lines;
  private long refused;
  private String firstError = "";

  /**
   * @param format the lines' format; {@code null} to recognise it
   * @param zone of time stamps that state none
   */
  FlowFiles(String format, ZoneId zone) {
    this.format = format;
    this.zone = zone;
  }

  /** The flows under a file or folder, by their start. */
  List<Flow> read(Path input) throws IOException {
    List<Flow> flows = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(input)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      read(file, flows);
    }
    List<Flow> joined = join(flows);
    joined.sort(Comparator.comparingLong(Flow::start));
    return joined;
  }

  private void read(Path file, List<Flow> flows) throws IOException {
    LineNormalizer normalizer = new LineNormalizer(Formats.all());
    ParseContext context =
        new ParseContext(Files.getLastModifiedTime(file).toMillis() * 1_000_000L, zone);
    Lines into = new Lines(file, normalizer, context, flows);
    try (InputStream in = open(file)) {
      in.mark(4);
      boolean isCapture = CaptureReader.isCapture(in.readNBytes(4));
      in.reset();
      if (isCapture) {
        capture(in, into);
        return;
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        into.add(line, line.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** A capture that is cut off has the flows before the cut. */
  private static void capture(InputStream in, Lines into) {
    try {
      new FlowLines(into::add).read(in);
    } catch (IOException e) {
      into.refuse(e);
    }
  }

  /** The lines of one file. */
  private final class Lines {

    private final Path file;
    private final LineNormalizer normalizer;
    private final ParseContext context;
    private final List<Flow> flows;
    private final Event event = new Event();
    private long number;

    Lines(Path file, LineNormalizer normalizer, ParseContext context, List<Flow> flows) {
      this.file = file;
      this.normalizer = normalizer;
      this.context = context;
      this.flows = flows;
    }

    void add(byte[] line) {
      add(new String(line, StandardCharsets.UTF_8), line);
    }

    void add(String text, byte[] line) {
      number++;
      if (text.isBlank()) {
        return;
      }
      lines++;
      try {
        if (text.startsWith(RECORD_START)) {
          flows.add(FlowJson.read(line));
          return;
        }
        normalizer.normalize(line, format, context, event);
        if (!event.has(EcsField.EVENT_ID)) {
          event.set(EcsField.EVENT_ID, file.getFileName() + ":" + number);
        }
        Flows.of(event).ifPresent(flows::add);
      } catch (ParseException | IOException e) {
        refuse(e);
      }
    }

    void refuse(Exception problem) {
      refused++;
      if (firstError.isEmpty()) {
        firstError = file.getFileName() + ":" + number + ": " + problem.getMessage();
      }
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    in.mark(2);
    boolean isGzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return isGzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in;
  }

  private static List<Flow> join(List<Flow> flows) {
    Map<String, List<Flow>> byConnection = new LinkedHashMap<>();
    List<Flow> joined = new ArrayList<>(flows.size());
    for (Flow flow : flows) {
      if (flow.connection().isEmpty()) {
        joined.add(flow);
      } else {
        byConnection.computeIfAbsent(flow.connection(), id -> new ArrayList<>(2)).add(flow);
      }
    }
    byConnection.values().forEach(records -> joined.addAll(FlowJoin.join(records)));
    return joined;
  }

  /** Lines read. */
  long lines() {
    return lines;
  }

  /** Lines that no parser took. */
  long refused() {
    return refused;
  }

  /** Why the first of them was refused; empty where none was. */
  String firstError() {
    return firstError;
  }
}
