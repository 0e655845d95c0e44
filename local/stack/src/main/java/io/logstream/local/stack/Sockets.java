package io.logstream.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Whether something listens. */
final class Sockets {

  private static final int TIMEOUT_MS = 1_000;

  private Sockets() {}

  static void requireListening(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
    } catch (IOException e) {
      throw new IOException("nothing listens on port " + port, e);
    }
  }
}
