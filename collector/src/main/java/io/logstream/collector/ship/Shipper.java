package io.logstream.collector.ship;

import io.logstream.collector.frame.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ships files: finds them, reads them as they grow, sends frames, and remembers how far the
 * collector has each. One thread.
 */
public final class Shipper implements AutoCloseable {

  /** A longer line goes in several parts. */
  private static final int MAX_LINE = 512 << 10;

  private static final long SCAN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int IDLE_MILLIS = 20;

  private final ShipOptions options;
  private final Registry registry;
  private final FrameClient client;
  private final Map<Path, Tail> tails = new LinkedHashMap<>();

  /** Files that have been renamed or deleted and are read to their end. */
  private final List<Tail> leaving = new ArrayList<>();

  private final Map<Tail, Batch> batches = new HashMap<>();
  private long frameNumber;
  private long lastScan = System.nanoTime() - SCAN_NANOS;
  private long lastSave = System.nanoTime();
  private boolean isFirstScan = true;
  private long lines;
  private long bytes;

  /** Lines of one file that wait for their frame to fill. */
  private static final class Batch {
    private final List<Frame.PositionedLine> lines = new ArrayList<>();
    private int bytes;
    private long end;
    private long since;
  }

  /**
   * Figures for people.
   *
   * @param lines that the collector has
   * @param bytes of these
   * @param wireBytes written to the network, packed
   * @param behind bytes in files not read yet
   * @param done bytes of the files that were read
   * @param files open
   * @param error what went wrong last; empty while all is well
   */
  public record Progress(
      long lines, long bytes, long wireBytes, long behind, long done, int files, String error) {}

  /**
   * Opens the state and reads certificates; connects to nothing yet.
   *
   * @throws IOException if that fails, or another process uses the state
   */
  public Shipper(ShipOptions options) throws IOException {
    this.options = options;
    this.client = new FrameClient(options, new ClientSockets(options));
    this.registry = new Registry(options.state());
  }

  /**
   * Ships until told to end, or, where files are not followed, until all is shipped.
   *
   * @throws IOException if the collector refuses what is sent, or the state cannot be written
   */
  public void run(BooleanSupplier isEnding) throws IOException, InterruptedException {
    while (!isEnding.getAsBoolean()) {
      boolean worked = step();
      client.pump(worked && client.hasRoom() ? 0 : IDLE_MILLIS);
      if (!options.isFollowing() && !worked && isDone()) {
        break;
      }
    }
    registry.save();
  }

  private boolean isDone() throws IOException {
    for (Tail tail : tails.values()) {
      if (!tail.isAtEnd()) {
        return false;
      }
    }
    boolean sent = false;
    for (Tail tail : tails.values()) {
      sent |= add(tail, tail.end());
      sent |= flush(tail);
    }
    return !sent && leaving.isEmpty() && client.isIdle();
  }

  private boolean step() throws IOException {
    long now = System.nanoTime();
    if (now - lastScan >= SCAN_NANOS) {
      lastScan = now;
      scan();
    }
    if (now - lastSave >= SAVE_NANOS) {
      lastSave = now;
      registry.save();
    }
    boolean worked = false;
    for (Tail tail : List.copyOf(tails.values())) {
      if (tail.isTruncated()) {
        startAnew(tail);
      } else {
        worked |= read(tail);
      }
    }
    for (Iterator<Tail> each = leaving.iterator(); each.hasNext(); ) {
      Tail tail = each.next();
      worked |= read(tail);
      if (tail.isTruncated() || (tail.isAtEnd() && tail.isQuiet())) {
        add(tail, tail.end());
        flush(tail);
        tail.close();
        each.remove();
      }
    }
    return worked;
  }

  /** What was cut off before it was read is gone; what is in the file now is another one's. */
  private void startAnew(Tail tail) throws IOException {
    tails.remove(tail.path());
    add(tail, tail.end());
    flush(tail);
    tail.close();
    open(tail.path());
  }

  private boolean read(Tail tail) throws IOException {
    if (!client.hasRoom()) {
      return false;
    }
    boolean worked = add(tail, tail.poll());
    Batch batch = batches.get(tail);
    if (batch != null
        && (batch.bytes >= options.frameBytes()
            || System.nanoTime() - batch.since >= options.linger().toNanos())) {
      flush(tail);
    }
    return worked;
  }

  private boolean add(Tail tail, List<Tail.ShippedLine> read) {
    for (Tail.ShippedLine line : read) {
      Batch batch = batches.computeIfAbsent(tail, key -> new Batch());
      if (batch.lines.isEmpty()) {
        batch.since = System.nanoTime();
      }
      batch.end = line.end();
      if (line.bytes().length > 0) {
        batch.lines.add(new Frame.PositionedLine(line.position(), line.bytes()));
        batch.bytes += line.bytes().length;
      }
      if (batch.bytes >= options.frameBytes()) {
        flush(tail);
      }
    }
    return !read.isEmpty();
  }

  private boolean flush(Tail tail) {
    Batch batch = batches.remove(tail);
    if (batch == null) {
      return false;
    }
    send(
        tail.path().toString(),
        tail.entry().name(),
        batch.lines,
        () -> {
          tail.entry().shipped(Math.max(tail.entry().shipped(), batch.end));
          lines += batch.lines.size();
          bytes += batch.bytes;
        });
    return true;
  }

  private void send(String path, String key, List<Frame.PositionedLine> of, Runnable onStored) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("key", key);
    put(headers, "file", path);
    put(headers, "host", options.labels().host());
    put(headers, "service", options.labels().service());
    put(headers, "format", options.labels().format());
    client.send(new Frame(++frameNumber, headers, List.copyOf(of)), onStored);
  }

  private static void put(Map<String, String> headers, String name, String value) {
    if (!value.isEmpty()) {
      headers.put(name, value);
    }
  }

  /** Looks for files that have come, have another name, or have begun anew. */
  private void scan() throws IOException {
    for (Tail tail : List.copyOf(tails.values())) {
      if (tail.isReplaced()) {
        tails.remove(tail.path());
        leaving.add(tail);
      }
    }
    for (Path path : Paths.matching(options.files())) {
      if (!tails.containsKey(path)) {
        open(path);
      }
    }
    isFirstScan = false;
  }

  private void open(Path path) throws IOException {
    try {
      Registry.Entry entry = registry.find(path).orElse(null);
      if (entry == null) {
        FileIdentity identity = FileIdentity.of(path);
        if (identity.headBytes() == 0) {
          return; // Empty: it is not known yet which file it will be.
        }
        long from = isFirstScan && options.isFromEnd() ? Files.size(path) : 0;
        entry = registry.add(identity, from);
      } else if (isRead(entry)) {
        return; // Another name of a file that is read already.
      }
      tails.put(path, new Tail(path, entry, options, MAX_LINE));
    } catch (NoSuchFileException e) {
      // Gone since it was listed.
    }
  }

  private boolean isRead(Registry.Entry entry) {
    return tails.values().stream().anyMatch(tail -> tail.entry() == entry)
        || leaving.stream().anyMatch(tail -> tail.entry() == entry);
  }

  /** Ships a stream up to its end. It has no place to resume at: its lines' keys are new. */
  public void ship(InputStream in) throws IOException, InterruptedException {
    String key = Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, Character.MAX_RADIX);
    List<Frame.PositionedLine> batch = new ArrayList<>();
    int[] size = {0};
    RecordJoiner joiner =
        RecordJoiner.of(
            options,
            MAX_LINE,
            (position, line, end) -> {
              if (line.length > 0) {
                batch.add(new Frame.PositionedLine(position, line));
                size[0] += line.length;
              }
            });
    LineCutter cutter = new LineCutter(options.encoding(), MAX_LINE, 0);
    byte[] buffer = new byte[64 << 10];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      cutter.feed(buffer, count, joiner);
      if (size[0] >= options.frameBytes() || in.available() == 0) {
        sendStream(key, batch, size);
      }
      client.pump(0);
      while (!client.hasRoom()) {
        client.pump(IDLE_MILLIS);
      }
    }
    cutter.end(joiner);
    joiner.flush();
    sendStream(key, batch, size);
    while (!client.isIdle()) {
      client.pump(IDLE_MILLIS);
    }
  }

  private void sendStream(String key, List<Frame.PositionedLine> batch, int[] size) {
    if (!batch.isEmpty()) {
      int count = batch.size();
      int sent = size[0];
      send(
          "",
          key,
          batch,
          () -> {
            lines += count;
            bytes += sent;
          });
      batch.clear();
      size[0] = 0;
    }
  }

  /** The figures now; of the thread that ships. */
  public Progress progress() throws IOException {
    long behind = 0;
    long done = 0;
    for (Tail tail : tails.values()) {
      behind += tail.behind();
      done += tail.read();
    }
    return new Progress(
        lines,
        bytes,
        client.wireBytes(),
        behind,
        done,
        tails.size() + leaving.size(),
        client.lastError());
  }

  @Override
  public void close() throws IOException {
    client.close();
    for (Tail tail : tails.values()) {
      tail.close();
    }
    for (Tail tail : leaving) {
      tail.close();
    }
    registry.close();
  }
}
