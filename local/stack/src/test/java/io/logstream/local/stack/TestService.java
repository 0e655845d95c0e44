package io.logstream.local.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A process for tests: listens until it is ended, or dies at once. */
public final class TestService {

  static final String SERVES = "serves";
  static final String DIES = "dies";

  private TestService() {}

  public static void main(String[] args) throws IOException {
    if (args[0].equals(DIES)) {
      System.err.println("no disk, no glory");
      System.exit(1);
    }
    try (ServerSocket server =
        new ServerSocket(Integer.parseInt(args[1]), 50, InetAddress.getLoopbackAddress())) {
      while (true) {
        server.accept().close();
      }
    }
  }
}
