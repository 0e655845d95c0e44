package io.logstream.bench.edge;

import io.logstream.collector.frame.Frame;
import io.logstream.collector.frame.FrameAnswer;
import io.logstream.collector.wire.Packing;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import javax.net.SocketFactory;

/** Sends rounds of the corpus, by {@value #CONNECTIONS} connections at once. */
final class Senders {

  static final int CONNECTIONS = 4;

  private static final InetAddress HOST = InetAddress.getLoopbackAddress();
  private static final int CHUNK = 64 << 10;

  /** Frames without an answer, as {@code ship} has them. */
  private static final int WINDOW = 16;

  private static final int TOO_MANY = 429;

  private final Corpus corpus;

  Senders(Corpus corpus) {
    this.corpus = corpus;
  }

  /** Sends so many rounds to a port, and says how many bytes that were, TLS's own left out. */
  @FunctionalInterface
  interface Sender {
    long send(int port, int rounds) throws Exception;
  }

  private interface OneConnection {
    long send(int rounds) throws Exception;
  }

  /** Rounds are shared out; all end before this does. */
  private static long atOnce(int rounds, OneConnection connection) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Callable<Long>> shares = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int share = rounds / CONNECTIONS + (i < rounds % CONNECTIONS ? 1 : 0);
        shares.add(() -> connection.send(share));
      }
      long bytes = 0;
      for (Future<Long> share : threads.invokeAll(shares)) {
        bytes += share.get();
      }
      return bytes;
    } catch (ExecutionException e) {
      throw new IOException("a sender failed: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** Lines over a stream. */
  Sender stream(SocketFactory sockets) {
    byte[] lines = corpus.stream();
    return (port, total) ->
        atOnce(
            total,
            rounds -> {
              try (Socket socket = sockets.createSocket(HOST, port)) {
                OutputStream out = socket.getOutputStream();
                for (int i = 0; i < rounds; i++) {
                  for (int from = 0; from < lines.length; from += CHUNK) {
                    out.write(lines, from, Math.min(CHUNK, lines.length - from));
                  }
                }
                socket.shutdownOutput();
              }
              return (long) rounds * lines.length;
            });
  }

  /** Datagrams, as fast as they go. */
  Sender datagrams() {
    return (port, total) ->
        atOnce(
            total,
            rounds -> {
              long bytes = 0;
              try (DatagramSocket socket = new DatagramSocket()) {
                InetSocketAddress to = new InetSocketAddress(HOST, port);
                for (int i = 0; i < rounds; i++) {
                  for (byte[] message : corpus.messages()) {
                    socket.send(new DatagramPacket(message, message.length, to));
                    bytes += message.length;
                  }
                }
              }
              return bytes;
            });
  }

  /** Frames; ends when each is acknowledged. */
  Sender frames(Packing packing) {
    List<byte[]> frames = corpus.frames(packing);
    return (port, total) ->
        atOnce(
            total,
            rounds -> {
              try (Socket socket = new Socket(HOST, port)) {
                Semaphore window = new Semaphore(WINDOW);
                Thread writer = new Thread(() -> write(socket, frames, rounds, window), "frames");
                writer.start();
                DataInputStream in =
                    new DataInputStream(new BufferedInputStream(socket.getInputStream(), 4096));
                for (int answers = 0; answers < rounds * frames.size(); answers++) {
                  FrameAnswer answer = FrameAnswer.read(in);
                  if (answer.kind() != FrameAnswer.Kind.STORED) {
                    throw new IOException("frames: expected them stored, found " + answer);
                  }
                  window.release();
                }
                writer.join();
              }
              return rounds * frames.stream().mapToLong(frame -> frame.length).sum();
            });
  }

  private static void write(Socket socket, List<byte[]> frames, int rounds, Semaphore window) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(Frame.PREFACE);
      for (int i = 0; i < rounds; i++) {
        for (byte[] frame : frames) {
          window.acquireUninterruptibly();
          out.write(frame);
        }
      }
    } catch (IOException e) {
      // Who reads the answers learns of it.
    }
  }

  /** Bodies of lines; each is answered before the next of its connection. */
  Sender http(Packing packing) {
    List<byte[]> bodies = corpus.bodies().stream().map(packing::pack).toList();
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return (port, total) ->
        atOnce(
            total,
            rounds -> {
              HttpRequest.Builder request =
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/lines"));
              if (packing != Packing.NONE) {
                request.header(
                    "Content-Encoding", packing.name().toLowerCase(java.util.Locale.ROOT));
              }
              for (int i = 0; i < rounds; i++) {
                for (byte[] body : bodies) {
                  post(client, request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
                }
              }
              return rounds * bodies.stream().mapToLong(body -> body.length).sum();
            });
  }

  private static void post(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    int status;
    do {
      status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } while (status == TOO_MANY);
    if (status != 200) {
      throw new IOException("/lines: expected 200, found " + status);
    }
  }
}
