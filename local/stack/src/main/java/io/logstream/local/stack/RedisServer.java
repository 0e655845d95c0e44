package io.logstream.local.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A Redis server that keeps its data in an append-only file. */
public final class RedisServer extends Server {

  private final StackOptions options;
  private final StackSecurity security;

  RedisServer(StackFolder folder, StackOptions options) {
    super("redis", folder);
    this.options = options;
    this.security = new StackSecurity(options);
  }

  public String uri() {
    return (security.isOn() ? "rediss://" : "redis://") + address();
  }

  @Override
  public String address() {
    return "127.0.0.1:" + options.ports().of(Port.REDIS);
  }

  @Override
  protected List<Integer> ports() {
    return List.of(options.ports().of(Port.REDIS));
  }

  @Override
  protected Launch prepare() throws IOException {
    Path data = Files.createDirectories(home().resolve("data"));
    Path settings = home().resolve("redis.conf");
    StackSecurity.write(settings, settings());
    List<String> command =
        List.of(
            unpacked().toString(),
            settings.toString(),
            "--bind",
            "127.0.0.1",
            "--dir",
            data.toString(),
            "--logfile",
            log().toString(),
            "--appendonly",
            "yes",
            "--maxmemory",
            "256mb",
            "--maxmemory-policy",
            "noeviction");
    return new Launch(command, home());
  }

  /** On one port, by TLS and with a password or without both. */
  private String settings() {
    int port = options.ports().of(Port.REDIS);
    return security.isOn()
        ? """
        port 0
        tls-port %d
        tls-cert-file %s
        tls-key-file %s
        tls-ca-cert-file %s
        tls-auth-clients no
        requirepass %s
        """
            .formatted(
                port,
                security.certificate(name()),
                security.key(name()),
                security.authority(),
                security.secret(name()))
        : "port " + port + '\n';
  }

  private Socket socket() throws IOException {
    return security.isOn() ? security.clientTls().getSocketFactory().createSocket() : new Socket();
  }

  @Override
  protected void probe() throws IOException {
    try (Socket socket = socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), options.ports().of(Port.REDIS)),
          1_000);
      socket.setSoTimeout(2_000);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      if (security.isOn()) {
        String login = "AUTH " + security.secret(name()) + "\r\n";
        out.write(login.getBytes(StandardCharsets.US_ASCII));
        in.readNBytes("+OK\r\n".length());
      }
      out.write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      String answer = new String(in.readNBytes(5), StandardCharsets.US_ASCII);
      if (!answer.equals("+PONG")) {
        // "-LOADING …" while it reads its file.
        throw new IOException("expected +PONG, got " + answer);
      }
    }
  }

  private Path unpacked() throws IOException {
    String platform = platform();
    Path binary = home().resolve("redis-server");
    if (Files.isExecutable(binary)) {
      return binary;
    }
    Path archive = ServerClassPath.of("redis").entries().get(1);
    try (ZipFile jar = new ZipFile(archive.toFile(), StandardCharsets.UTF_8)) {
      ZipEntry entry =
          jar.stream()
              .filter(e -> e.getName().startsWith("redis-server-"))
              .filter(e -> e.getName().endsWith("-" + platform))
              .map(ZipEntry.class::cast)
              .findFirst()
              .orElseThrow(() -> new IOException("no Redis for " + platform + " in " + archive));
      Path unfinished = home().resolve("redis-server.unfinished");
      try (InputStream in = jar.getInputStream(entry)) {
        Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
      return Files.move(unfinished, binary, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch");
    return (system.contains("mac") ? "darwin" : "linux")
        + (processor.equals("aarch64") ? "-arm64" : "-amd64");
  }
}
