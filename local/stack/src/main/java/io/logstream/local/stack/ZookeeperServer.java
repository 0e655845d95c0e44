package io.logstream.local.stack;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A ZooKeeper server, in which the JobManagers elect their leader. */
public final class ZookeeperServer extends Server {

  /** The unit of its times: a session lasts 2 to 20 ticks, as its client asks. */
  private static final int TICK_MS = 500;

  private final StackOptions options;

  ZookeeperServer(StackFolder folder, StackOptions options) {
    super("zookeeper", folder);
    this.options = options;
  }

  @Override
  public String address() {
    return "127.0.0.1:" + port();
  }

  private int port() {
    return options.ports().of(Port.ZOOKEEPER);
  }

  @Override
  protected List<Integer> ports() {
    return List.of(port());
  }

  @Override
  protected Launch prepare() throws IOException {
    Path settings = home().resolve("zoo.cfg");
    Files.writeString(
        settings,
        """
        # Written by the local stack at each start.
        tickTime=%d
        dataDir=%s
        clientPort=%d
        clientPortAddress=127.0.0.1
        admin.enableServer=false
        4lw.commands.whitelist=ruok
        autopurge.snapRetainCount=3
        autopurge.purgeInterval=1
        """
            .formatted(TICK_MS, home().resolve("data"), port()));
    Path logging = home().resolve("log4j2.properties");
    Files.writeString(logging, ServerClassPath.serverText("zookeeper-log4j2.properties"));
    JavaCommand command =
        new JavaCommand(
                ServerClassPath.of("zookeeper").toString(),
                "org.apache.zookeeper.server.ZooKeeperServerMain")
            .heap("128m")
            .quickStart()
            .property("log4j2.configurationFile", logging.toUri())
            .property("log.file", log())
            .argument(settings);
    return new Launch(command.toList(), home());
  }

  @Override
  protected void probe() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 1_000);
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write("ruok".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
      if (!answer.equals("imok")) {
        throw new IOException("expected imok, got \"" + answer + "\"");
      }
    }
  }
}
