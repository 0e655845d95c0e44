package io.logstream.local.security;

import io.logstream.local.LogStream;
import io.logstream.local.stack.JavaCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A stack started by {@code logstream up --secure}, known by what that command leaves in its
 * folder. The command is a process of its own: it has the clients of its process log in as the
 * administrator.
 */
final class SecuredStack {

  private static final int PORTS = 100;

  private final Path folder;
  private final int base = freeBase();
  private String said = "";

  SecuredStack(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /** Starts it; what the command printed is kept. */
  void start() throws IOException, InterruptedException {
    said =
        run(
            10,
            "up",
            "--secure",
            "--no-demo",
            "--port-base",
            Integer.toString(base),
            "--memory",
            "taskmanager=1928m",
            "--data",
            folder.toString());
  }

  void delete() throws IOException, InterruptedException {
    run(3, "down", "--delete-data", "--data", folder.toString());
  }

  /** Runs a command of logstream and returns what it printed; fails unless it succeeds. */
  String run(int minutes, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new JavaCommand(System.getProperty("java.class.path"), LogStream.class.getName())
            .option("-Xmx512m")
            .property("logstream.home", Path.of("..").toAbsolutePath().normalize())
            .quickStart()
            .arguments(List.of(arguments))
            .toList();
    Path output = Files.createTempFile("logstream-" + arguments[0], ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(arguments[0] + " does not end:\n" + Files.readString(output));
    }
    if (process.exitValue() != 0) {
      throw new IOException(arguments[0] + " failed:\n" + Files.readString(output));
    }
    return Files.readString(output);
  }

  String said() {
    return said;
  }

  /** A port by its place behind the base, as {@code Port} has them. */
  int port(int offset) {
    return base + offset;
  }

  Path security() {
    return folder.resolve("security");
  }

  String secret(String name) throws IOException {
    return Files.readString(security().resolve("secrets").resolve(name));
  }

  List<Path> secrets() throws IOException {
    return files(security().resolve("secrets"));
  }

  List<Path> logs() throws IOException {
    return files(folder.resolve("log"));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** The ids of its processes, those that they started among them. */
  List<Long> processes() throws IOException {
    List<Long> all = new ArrayList<>();
    for (Path file : files(folder.resolve("run"))) {
      if (file.toString().endsWith(".properties")) {
        Properties noted = new Properties();
        try (var in = Files.newBufferedReader(file)) {
          noted.load(in);
        }
        ProcessHandle.of(Long.parseLong(noted.getProperty("pid"))).stream()
            .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
            .forEach(process -> all.add(process.pid()));
      }
    }
    return all;
  }

  /** Below the ports that systems give to clients. */
  private static int freeBase() {
    for (int attempt = 0; attempt < 50; attempt++) {
      int base = 20_000 + PORTS * ThreadLocalRandom.current().nextInt(100);
      if (isFree(base)) {
        return base;
      }
    }
    throw new IllegalStateException("no hundred free ports");
  }

  private static boolean isFree(int base) {
    for (int port = base; port < base + PORTS; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        socket.getLocalPort();
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
