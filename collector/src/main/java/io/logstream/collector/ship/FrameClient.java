package io.logstream.collector.ship;

import io.logstream.collector.frame.Frame;
import io.logstream.collector.frame.FrameAnswer;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends frames and learns which of them the collector has. Connects when there is something to
 * send, again and again with growing, jittered pauses; what has no answer when a connection breaks
 * is sent again over the next one. Used by one thread.
 */
final class FrameClient implements AutoCloseable {

  private static final int CONNECT_MILLIS = 10_000;

  /** A collector that has not answered for so long is given up. */
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final int TOO_LARGE_BELIEVED = 4;
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(10);

  private final ShipOptions options;
  private final ClientSockets sockets;

  /** Sent and not answered, in order; those at the front that are stored are let go. */
  private final Deque<Sent> unanswered = new ArrayDeque<>();

  private final AtomicLong wireBytes = new AtomicLong();
  private Connection connection;
  private long pause = FIRST_PAUSE;
  private long notBefore = System.nanoTime();
  private String lastError = "";

  /** Times in a row that a frame was said to be too large. */
  private int tooLarge;

  /** A frame on its way, and what it brings the file to when it is stored. */
  static final class Sent {
    private final long number;
    private final byte[] bytes;
    private final Runnable onStored;
    private boolean isStored;
    private boolean isWritten;

    private Sent(long number, byte[] bytes, Runnable onStored) {
      this.number = number;
      this.bytes = bytes;
      this.onStored = onStored;
    }
  }

  /** A socket and the thread that reads its answers. */
  private static final class Connection {
    private final Socket socket;
    private final List<FrameAnswer> answers = new ArrayList<>();
    private IOException broken;
    private long lastAnswer = System.nanoTime();

    Connection(Socket socket) {
      this.socket = socket;
      Thread reader = new Thread(this::read, "ship-answers");
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try {
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(socket.getInputStream(), 4096));
        while (true) {
          FrameAnswer answer = FrameAnswer.read(in);
          synchronized (this) {
            answers.add(answer);
            lastAnswer = System.nanoTime();
            notifyAll();
          }
        }
      } catch (IOException e) {
        synchronized (this) {
          broken = e;
          notifyAll();
        }
      }
    }

    synchronized List<FrameAnswer> take() {
      List<FrameAnswer> taken = List.copyOf(answers);
      answers.clear();
      return taken;
    }

    synchronized IOException broken(boolean isWaiting) {
      if (broken == null && isWaiting && System.nanoTime() - lastAnswer > ANSWER_NANOS) {
        broken = new IOException("no answer for 60 s");
      }
      return broken;
    }

    synchronized void started() {
      lastAnswer = System.nanoTime();
    }

    synchronized void await(long millis) throws InterruptedException {
      if (millis > 0 && answers.isEmpty() && broken == null) {
        wait(millis);
      }
    }
  }

  FrameClient(ShipOptions options, ClientSockets sockets) {
    this.options = options;
    this.sockets = sockets;
  }

  /** Whether another frame may be sent before one has been answered. */
  boolean hasRoom() {
    return unanswered.size() < options.window();
  }

  boolean isIdle() {
    return unanswered.isEmpty();
  }

  /** Bytes written to the network. */
  long wireBytes() {
    return wireBytes.get();
  }

  /** What went wrong last; empty while all is well. */
  String lastError() {
    return lastError;
  }

  /** Sends a frame as soon as that is possible. */
  void send(Frame frame, Runnable onStored) {
    unanswered.add(new Sent(frame.number(), frame.encode(options.packing()), onStored));
  }

  /**
   * Goes on: connects, writes, takes answers. Waits for at most so long where there is nothing to
   * do.
   *
   * @throws RefusedException if the collector says that sending again will not help
   */
  void pump(long waitMillis) throws RefusedException, InterruptedException {
    try {
      if (connection == null && !unanswered.isEmpty() && System.nanoTime() - notBefore >= 0) {
        connect();
      }
      if (connection != null) {
        write();
        connection.await(waitMillis);
        takeAnswers();
        IOException broken = connection.broken(!unanswered.isEmpty());
        if (broken != null) {
          throw broken;
        }
      } else {
        Thread.sleep(waitMillis);
      }
    } catch (RefusedException e) {
      throw e;
    } catch (IOException e) {
      disconnect(e);
    }
  }

  private void connect() throws IOException {
    Socket socket =
        sockets.connect(new InetSocketAddress(options.host(), options.port()), CONNECT_MILLIS);
    OutputStream out = socket.getOutputStream();
    out.write(Frame.PREFACE);
    out.write(Frame.hello(options.token()));
    out.flush();
    connection = new Connection(socket);
    unanswered.forEach(sent -> sent.isWritten = false);
  }

  private void write() throws IOException {
    for (Sent sent : unanswered) {
      if (!sent.isWritten && !sent.isStored) {
        connection.started();
        connection.socket.getOutputStream().write(sent.bytes);
        connection.socket.getOutputStream().flush();
        wireBytes.addAndGet(sent.bytes.length);
        sent.isWritten = true;
      }
    }
  }

  private void takeAnswers() throws IOException, RefusedException {
    for (FrameAnswer answer : connection.take()) {
      switch (answer.kind()) {
        case STORED -> stored(answer.number());
        case COME_AGAIN -> throw new IOException("the collector says: " + answer.text());
        case REFUSED -> refused(answer);
      }
    }
  }

  private void stored(long number) {
    pause = FIRST_PAUSE;
    lastError = "";
    tooLarge = 0;
    for (Sent sent : unanswered) {
      sent.isStored |= sent.number == number;
    }
    while (!unanswered.isEmpty() && unanswered.peek().isStored) {
      unanswered.poll().onStored.run();
    }
  }

  /**
   * Damage on the way is the network's, and mends by sending again; a wrong token does not. A frame
   * said to be too large may be one whose length was damaged: that is believed when it is said
   * again and again.
   */
  private void refused(FrameAnswer answer) throws IOException, RefusedException {
    boolean isTooLarge = answer.text().contains("expected at most");
    if (answer.text().contains("token") || isTooLarge && ++tooLarge == TOO_LARGE_BELIEVED) {
      throw new RefusedException(answer.text());
    }
    throw new IOException("the collector says: " + answer.text());
  }

  /** Sending again will not help. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String why) {
      super(why);
    }
  }

  private void disconnect(IOException why) {
    lastError = why.getMessage() == null ? why.toString() : why.getMessage();
    closeConnection();
    long jittered = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    notBefore = System.nanoTime() + jittered;
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }

  private void closeConnection() {
    if (connection != null) {
      try {
        connection.socket.close();
      } catch (IOException e) {
        lastError = e.toString();
      }
      connection = null;
    }
  }

  @Override
  public void close() {
    closeConnection();
  }
}
