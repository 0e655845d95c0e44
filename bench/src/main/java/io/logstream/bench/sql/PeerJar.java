package io.logstream.bench.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** What the cluster needs of the peers: this package, and the jobs' jar for all else. */
final class PeerJar {

  private static final String PACKAGE = PeerJar.class.getPackageName().replace('.', '/');

  private PeerJar() {}

  /** Writes the jar, which leads to that of the jobs: all processes are on this machine. */
  static Path write(Path file, Path jobs) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, jobs.toUri().toString());
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      for (String name : classes()) {
        jar.putNextEntry(new JarEntry(name));
        try (InputStream in = PeerJar.class.getClassLoader().getResourceAsStream(name)) {
          in.transferTo(jar);
        }
        jar.closeEntry();
      }
    }
    return file;
  }

  /** From a folder or a jar, whichever this class was loaded from. */
  private static List<String> classes() throws IOException {
    URI here = URI.create("" + PeerJar.class.getResource("/" + PACKAGE + "/PeerJar.class"));
    if (here.getScheme().equals("jar")) {
      try (FileSystem jar = FileSystems.newFileSystem(here, Map.of())) {
        return classes(jar.getPath("/" + PACKAGE));
      }
    }
    return classes(Path.of(here).getParent());
  }

  private static List<String> classes(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> PACKAGE + '/' + file.getFileName())
          .filter(name -> name.endsWith(".class"))
          .sorted()
          .toList();
    }
  }
}
