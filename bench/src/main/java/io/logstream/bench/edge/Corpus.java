package io.logstream.bench.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.bench.MixedLines;
import io.logstream.collector.frame.Frame;
import io.logstream.collector.wire.Packing;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The lines that are sent, again and again, in the shape that each transport has them in. */
final class Corpus {

  /** Lines of one round. */
  static final int LINES = 50_000;

  private static final int LINES_OF_A_FRAME = 1000;
  private static final int LINES_OF_A_BODY = 2000;

  private final List<byte[]> messages = new ArrayList<>();
  private final List<Frame> frames = new ArrayList<>();
  private final long bytes;

  /** The same lines each time. */
  Corpus() {
    MixedLines mixed = new MixedLines(1);
    List<Frame.PositionedLine> positioned = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < LINES; i++) {
      MixedLines.Line line = mixed.next();
      byte[] message =
          "<134>1 2026-01-05T10:00:00.000Z web-%d %s - - - %s"
              .formatted(i % 16, line.service(), line.text())
              .getBytes(UTF_8);
      messages.add(message);
      sum += message.length;
      positioned.add(new Frame.PositionedLine(i, message));
      if (positioned.size() == LINES_OF_A_FRAME) {
        frames.add(new Frame(frames.size(), Map.of("service", "shop"), List.copyOf(positioned)));
        positioned.clear();
      }
    }
    bytes = sum;
  }

  /** Bytes of the lines themselves. */
  long bytes() {
    return bytes;
  }

  /** A datagram each. */
  List<byte[]> messages() {
    return messages;
  }

  /** Lines, each with a line feed. */
  byte[] stream() {
    return joined(messages);
  }

  private static byte[] joined(List<byte[]> lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      out.writeBytes(line);
      out.write('\n');
    }
    return out.toByteArray();
  }

  /** Bodies of HTTP requests. */
  List<byte[]> bodies() {
    List<byte[]> bodies = new ArrayList<>();
    for (int from = 0; from < LINES; from += LINES_OF_A_BODY) {
      bodies.add(joined(messages.subList(from, from + LINES_OF_A_BODY)));
    }
    return bodies;
  }

  /** Frames as {@code ship} sends them. */
  List<byte[]> frames(Packing packing) {
    return frames.stream().map(frame -> frame.encode(packing)).toList();
  }
}
