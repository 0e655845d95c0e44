package io.logstream.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Sends some marked lines every few milliseconds by syslog over TCP, until told to end. */
final class SteadySender {

  private static final int ROUNDS_A_SECOND = 200;

  private final AtomicBoolean isEnding = new AtomicBoolean();
  private final int port;
  private final String mark;
  private final int atOnce;
  private final Thread thread;
  private volatile int sent;
  private volatile IOException broken;

  /**
   * @param rate lines a second
   */
  SteadySender(int port, String mark, int rate) {
    this.port = port;
    this.mark = mark;
    this.atOnce = rate / ROUNDS_A_SECOND;
    thread = new Thread(this::send, "sender");
    thread.start();
  }

  private void send() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      OutputStream out = socket.getOutputStream();
      long next = System.nanoTime();
      while (!isEnding.get()) {
        StringBuilder lines = new StringBuilder();
        for (int i = sent; i < sent + atOnce; i++) {
          lines.append("<34>1 - web-1 app - - - ").append(MarkedLines.text(mark, i)).append('\n');
        }
        out.write(lines.toString().getBytes(UTF_8));
        out.flush();
        sent += atOnce;
        next += 1_000_000_000L / ROUNDS_A_SECOND;
        LockSupport.parkNanos(next - System.nanoTime());
      }
    } catch (IOException e) {
      broken = e;
    }
  }

  /** Ends it, and says how many it has sent. */
  int end() throws InterruptedException, IOException {
    isEnding.set(true);
    thread.join();
    if (broken != null) {
      throw broken;
    }
    return sent;
  }
}
