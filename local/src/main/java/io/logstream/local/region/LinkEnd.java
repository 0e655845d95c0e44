package io.logstream.local.region;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One end of a link: passes on what comes to a port to another port, and back. While the link is
 * cut, nothing passes and nobody is told, as when a router on the way is gone: connections stay,
 * bytes wait.
 */
final class LinkEnd {

  private static final int CHUNK = 64 << 10;

  private final Gate gate;
  private final int target;
  private final ServerSocket server;
  private final AtomicLong passed = new AtomicLong();

  /** Holds everything back while it is shut. */
  static final class Gate {
    private boolean isOpen = true;

    synchronized void set(boolean open) {
      isOpen = open;
      notifyAll();
    }

    synchronized boolean isOpen() {
      return isOpen;
    }

    synchronized void pass() throws InterruptedException {
      while (!isOpen) {
        wait();
      }
    }
  }

  /** Listens on a port of this machine. */
  LinkEnd(Gate gate, int port, int target) {
    this.gate = gate;
    this.target = target;
    try {
      server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
    thread(this::accept, "link-" + port);
  }

  /** Bytes that went through, both ways. */
  long passed() {
    return passed.get();
  }

  private static void thread(Runnable run, String name) {
    Thread thread = new Thread(run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (true) {
      try {
        Socket near = server.accept();
        thread(() -> connect(near), "link-connect");
      } catch (IOException e) {
        System.err.println("link: " + e);
        return;
      }
    }
  }

  private void connect(Socket near) {
    try {
      gate.pass();
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      thread(() -> pass(near, far), "link-there");
      thread(() -> pass(far, near), "link-back");
    } catch (IOException e) {
      // The far side is away: the near one comes again.
      close(near);
    } catch (InterruptedException e) {
      close(near);
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        gate.pass();
        out.write(chunk, 0, n);
        passed.addAndGet(n);
      }
    } catch (IOException e) {
      // One side broke: so does the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }
}
