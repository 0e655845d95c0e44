package io.logstream.functions.parse;

import io.logstream.functions.event.Event;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes one record of the lines of one stream that belong together: stack traces, PostgreSQL's
 * details, parts of a line that a container runtime cut.
 *
 * <p>Whether a line goes on is what the first line's format says ({@link Format#continues}); of an
 * unknown line, those that are indented. Lines within syslog, CRI or Docker's JSON are joined
 * within the wrapping of the first, if host, program and stream are the same. A record is given out
 * as soon as nothing can follow: at once for formats of single lines, else with the line that
 * starts the next one, or when its age is over ({@link #expire}, to be called at {@link
 * #deadline}).
 *
 * <p>Bounded in lines, bytes and age; what goes beyond becomes a record of its own, nothing is
 * lost. Not safe for use by two threads.
 *
 * @param <C> what the caller has to know of a record's first line, such as its headers or its place
 *     in a file
 */
public final class LineJoiner<C> {

  /**
   * How far a record may grow.
   *
   * @param lines at most so many lines
   * @param bytes at most so many bytes, line feeds included
   * @param age how long after its first line it is given out at the latest
   */
  public record Limits(int lines, int bytes, Duration age) {

    /** 500 lines, 256 KiB, 1 s. */
    public static final Limits DEFAULT = new Limits(500, 256 << 10, Duration.ofSeconds(1));

    public Limits {
      if (lines < 1 || bytes < 1 || age.isNegative()) {
        throw new IllegalArgumentException(
            "expected positive limits, found %d lines, %d bytes, %s".formatted(lines, bytes, age));
      }
    }
  }

  /** Takes the records. */
  @FunctionalInterface
  public interface Output<C> {

    /**
     * A record.
     *
     * @param first what was given with its first line
     * @param bytes its lines with line feeds between; where it is one line, the array that was
     *     given
     * @param lines how many they are
     */
    void record(C first, byte[] bytes, int lines);
  }

  private final Limits limits;
  private final Formats formats;
  private final Optional<Format> known;
  private final Event scratch = new Event();
  private final StreamHeader header = new StreamHeader();

  private Pending<C> pending;

  /** The record that may go on. */
  private static final class Pending<C> {
    private final C carrier;
    private final byte[] line;
    private final Wrapped wrapped;
    private final Format format;
    private final long deadline;
    private ByteArrayOutputStream joined;
    private int lines = 1;
    private boolean cut;

    private Pending(C carrier, byte[] line, Wrapped wrapped, Format format, long deadline) {
      this.carrier = carrier;
      this.line = line;
      this.wrapped = wrapped;
      this.format = format;
      this.deadline = deadline;
      this.cut = wrapped.isPart();
    }

    private int size() {
      return joined == null ? line.length : joined.size();
    }
  }

  /** A joiner for one stream. */
  public LineJoiner(Formats formats, Limits limits) {
    this(formats, Optional.empty(), limits);
  }

  /**
   * A joiner for one stream.
   *
   * @param known the lines' format, if it is known; only one that joins lines is made use of
   */
  public LineJoiner(Formats formats, Optional<Format> known, Limits limits) {
    this.formats = formats;
    this.known = known.filter(Format::joinsLines);
    this.limits = limits;
  }

  /**
   * Takes the stream's next line, and gives out what can no longer go on.
   *
   * @param line its bytes, without the line feed
   * @param nowNanos the time on any clock that goes forward, in nanoseconds
   */
  public void add(C carrier, byte[] line, long nowNanos, Output<C> out) {
    expire(nowNanos, out);
    // Latin-1 keeps every byte in its place, and what tells formats apart is ASCII.
    String text = new String(line, StandardCharsets.ISO_8859_1);
    Wrapped wrapped = Wrapped.of(text, scratch);
    Format rule = null;
    if (pending != null && goesOn(wrapped)) {
      byte[] more = wrapped.inner().getBytes(StandardCharsets.ISO_8859_1);
      if (pending.lines < limits.lines() && pending.size() + more.length < limits.bytes()) {
        append(more, wrapped);
        return;
      }
      rule = pending.format;
    }
    flush(out);
    scratch.clear();
    Format format =
        rule != null
            ? rule
            : known.orElseGet(() -> formats.recognise(wrapped.inner(), scratch, header));
    if (format != null && !format.joinsLines() && !wrapped.isPart()) {
      out.record(carrier, line, 1);
      return;
    }
    pending = new Pending<>(carrier, line, wrapped, format, nowNanos + limits.age().toNanos());
  }

  private boolean goesOn(Wrapped next) {
    if (!pending.wrapped.isSameSource(next)) {
      return false;
    }
    if (pending.cut) {
      return true;
    }
    String line = next.inner();
    if (pending.format == null) {
      return !line.isBlank() && Character.isWhitespace(line.charAt(0));
    }
    return pending.format.continues(pending.wrapped.inner(), line);
  }

  private void append(byte[] more, Wrapped next) {
    if (pending.joined == null) {
      pending.joined = new ByteArrayOutputStream(pending.line.length + more.length + 256);
      pending.joined.writeBytes(pending.wrapped.head());
    }
    if (!pending.cut) {
      pending.joined.writeBytes(pending.wrapped.lineFeed());
    }
    pending.joined.writeBytes(pending.wrapped.quoted(more));
    pending.cut = next.isPart();
    pending.lines++;
  }

  /** Gives out a record whose age is over. */
  public void expire(long nowNanos, Output<C> out) {
    if (pending != null && nowNanos - pending.deadline >= 0) {
      flush(out);
    }
  }

  /** When {@link #expire} has something to give out, on the clock of {@link #add}. */
  public OptionalLong deadline() {
    return pending == null ? OptionalLong.empty() : OptionalLong.of(pending.deadline);
  }

  /** Gives out what is held: at the end of the stream. */
  public void flush(Output<C> out) {
    Pending<C> record = pending;
    pending = null;
    if (record == null) {
      return;
    }
    if (record.joined == null) {
      out.record(record.carrier, record.line, record.lines);
    } else {
      record.joined.writeBytes(record.wrapped.rest());
      out.record(record.carrier, record.joined.toByteArray(), record.lines);
    }
  }
}
