package io.logstream.collector;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between a sender and a port that a test makes worse: it passes bytes on, slowly,
 * wrongly, or not at all.
 */
final class FaultyNetwork implements AutoCloseable {

  /** How the network is. */
  enum State {
    WELL,
    /** Connections break, and new ones break at once. */
    CUT,
    /** A few kilobytes each few milliseconds. */
    SLOW,
    /** Of what the sender sends, a bit is flipped every so often. */
    CORRUPTING
  }

  private static final int CHUNK = 8 << 10;
  private static final long SLOW_PAUSE_NANOS = 20_000_000;
  private static final int BYTES_A_FLIP = 40_000;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong flips = new AtomicLong();
  private volatile State state = State.WELL;

  /** In front of a port of this machine. */
  FaultyNetwork(int target) throws IOException {
    this.target = target;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread(this::accept, "network");
  }

  private static void thread(Runnable run, String name) {
    Thread thread = new Thread(run, name);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** Bits that were flipped. */
  long flips() {
    return flips.get();
  }

  /** From now on; what is open breaks with a cut. */
  void become(State next) {
    state = next;
    if (next == State.CUT) {
      open.forEach(FaultyNetwork::close);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (state == State.CUT) {
          close(client);
          continue;
        }
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(upstream);
        thread(() -> pass(client, upstream, true), "network-there");
        thread(() -> pass(upstream, client, false), "network-back");
      } catch (IOException e) {
        // The target is away, or the network's end: the sender comes again.
      }
    }
  }

  private void pass(Socket from, Socket to, boolean isSenders) {
    byte[] chunk = new byte[CHUNK];
    long passed = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        if (state == State.SLOW) {
          LockSupport.parkNanos(SLOW_PAUSE_NANOS);
        }
        if (isSenders
            && state == State.CORRUPTING
            && passed / BYTES_A_FLIP != (passed + n) / BYTES_A_FLIP) {
          chunk[n / 2] ^= 0x10;
          flips.incrementAndGet();
        }
        passed += n;
        out.write(chunk, 0, n);
      }
    } catch (IOException e) {
      // One side broke: so does the other.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(FaultyNetwork::close);
  }
}
