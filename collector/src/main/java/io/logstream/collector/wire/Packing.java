package io.logstream.collector.wire;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;

/** Compressions, as HTTP's {@code Content-Encoding} and the frames of {@code ship} name them. */
public enum Packing {
  NONE(0) {
    @Override
    InputStream unpacking(InputStream in) {
      return in;
    }

    @Override
    OutputStream packing(OutputStream out) {
      return out;
    }
  },
  GZIP(1) {
    @Override
    InputStream unpacking(InputStream in) throws IOException {
      return new GZIPInputStream(in, 8192);
    }

    @Override
    OutputStream packing(OutputStream out) throws IOException {
      return new GZIPOutputStream(out, 8192);
    }
  },
  ZSTD(2) {
    @Override
    InputStream unpacking(InputStream in) throws IOException {
      return new ZstdInputStream(in).setLongMax(LONGEST_WINDOW);
    }

    @Override
    OutputStream packing(OutputStream out) throws IOException {
      return new ZstdOutputStream(out, 3);
    }
  },
  LZ4(3) {
    @Override
    InputStream unpacking(InputStream in) throws IOException {
      return new LZ4FrameInputStream(in);
    }

    @Override
    OutputStream packing(OutputStream out) throws IOException {
      return new LZ4FrameOutputStream(out);
    }
  },
  DEFLATE(4) {
    @Override
    InputStream unpacking(InputStream in) {
      return new InflaterInputStream(in);
    }

    @Override
    OutputStream packing(OutputStream out) {
      return new DeflaterOutputStream(out);
    }
  };

  /** 2 to this many bytes of window: what a stream may make its reader allocate. */
  private static final int LONGEST_WINDOW = 23;

  private final int code;

  Packing(int code) {
    this.code = code;
  }

  abstract InputStream unpacking(InputStream in) throws IOException;

  abstract OutputStream packing(OutputStream out) throws IOException;

  /** The number in a frame. */
  public int code() {
    return code;
  }

  /** The compression of a number in a frame. */
  public static Optional<Packing> ofCode(int code) {
    for (Packing packing : values()) {
      if (packing.code == code) {
        return Optional.of(packing);
      }
    }
    return Optional.empty();
  }

  /** The compression that HTTP calls so; {@code identity} and an empty text are {@link #NONE}. */
  public static Optional<Packing> named(String name) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> Optional.of(NONE);
      case "gzip", "x-gzip" -> Optional.of(GZIP);
      case "zstd" -> Optional.of(ZSTD);
      case "lz4" -> Optional.of(LZ4);
      case "deflate" -> Optional.of(DEFLATE);
      default -> Optional.empty();
    };
  }

  /** Packs. */
  public byte[] pack(byte[] bytes) {
    if (this == NONE) {
      return bytes;
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 4 + 64);
    try (OutputStream out = packing(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("in memory", e);
    }
    return packed.toByteArray();
  }

  /** Too much comes out. */
  public static final class BombException extends IOException {
    private static final long serialVersionUID = 1L;

    BombException(int limit) {
      super("expected at most %d bytes after unpacking, found more".formatted(limit));
    }
  }

  /** There is no memory for what comes out. */
  public static final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1L;

    NoRoomException() {
      super("no room for what comes out");
    }
  }

  /** Bytes read at once. */
  private static final int CHUNK = 64 << 10;

  /**
   * Unpacks, asking for the memory as it goes.
   *
   * @param room told of more bytes that are needed; false where there are none
   * @throws BombException if more than the limit comes out
   * @throws NoRoomException if there is no room
   * @throws IOException if the bytes are not of this compression
   */
  public byte[] unpack(byte[] packed, int limit, LongPredicate room) throws IOException {
    if (this == NONE) {
      if (packed.length > limit) {
        throw new BombException(limit);
      }
      return packed;
    }
    List<byte[]> chunks = new ArrayList<>();
    int size = 0;
    try (InputStream in = unpacking(new ByteArrayInputStream(packed))) {
      byte[] chunk;
      int most;
      do {
        most = (int) Math.min(CHUNK, (long) limit - size + 1);
        chunk = in.readNBytes(most);
        size += chunk.length;
        if (size > limit) {
          throw new BombException(limit);
        }
        // Twice: in its chunk, and in the whole.
        if (!room.test(2L * chunk.length)) {
          throw new NoRoomException();
        }
        chunks.add(chunk);
      } while (chunk.length == most);
    } catch (BombException | NoRoomException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Some of the libraries throw unchecked exceptions at damaged input.
      throw new IOException(
          "expected %s, found damaged data: %s"
              .formatted(name().toLowerCase(Locale.ROOT), e.getMessage()),
          e);
    }
    byte[] whole = new byte[size];
    int at = 0;
    for (byte[] chunk : chunks) {
      System.arraycopy(chunk, 0, whole, at, chunk.length);
      at += chunk.length;
    }
    return whole;
  }

  /**
   * Unpacks, taking no more memory than twice the limit.
   *
   * @throws BombException if more than the limit comes out
   * @throws IOException if the bytes are not of this compression
   */
  public byte[] unpack(byte[] packed, int limit) throws IOException {
    return unpack(packed, limit, bytes -> true);
  }
}
