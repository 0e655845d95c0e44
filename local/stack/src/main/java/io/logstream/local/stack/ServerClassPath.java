package io.logstream.local.stack;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jars of a server, from the resource that the server's module wrote when it was built: that
 * module's own classes first, then what Maven resolved.
 */
final class ServerClassPath {

  private static final String FOLDER = "servers/";

  private final List<Path> entries;

  private ServerClassPath(List<Path> entries) {
    this.entries = entries;
  }

  static ServerClassPath of(String server) {
    String name = FOLDER + server + ".classpath";
    URL resource = ServerClassPath.class.getResource(name);
    if (resource == null) {
      throw new StackException(
          "the class path of %s is not there; build the module local/stack/servers/%s"
              .formatted(server, server));
    }
    List<Path> jars =
        Arrays.stream(text(name).split(File.pathSeparator))
            .map(String::strip)
            .map(Path::of)
            .toList();
    for (Path jar : jars) {
      if (!Files.exists(jar)) {
        throw new StackException(
            "%s of %s is gone from the local Maven repository; build again".formatted(jar, server));
      }
    }
    return new ServerClassPath(
        Stream.concat(Stream.of(originOf(resource, name)), jars.stream()).toList());
  }

  /** The text of a resource that a server's module brings. */
  static String text(String name) {
    try (InputStream in = ServerClassPath.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new StackException("no resource " + name + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StackException("cannot read " + name + ": " + e, e);
    }
  }

  /** The same, by the name inside the folder of the servers. */
  static String serverText(String name) {
    return text(FOLDER + name);
  }

  List<Path> entries() {
    return entries;
  }

  /** As the option {@code -cp} takes it. */
  @Override
  public String toString() {
    return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
  }

  /** The jar or the folder of classes that holds the resource. */
  private static Path originOf(URL resource, String name) {
    String url = resource.toString();
    String inside = ServerClassPath.class.getPackageName().replace('.', '/') + "/" + name;
    String origin = url.substring(0, url.length() - inside.length());
    if (origin.startsWith("jar:")) {
      origin = origin.substring("jar:".length(), origin.length() - "!/".length());
    }
    try {
      return Path.of(new URI(origin));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(origin, e);
    }
  }
}
