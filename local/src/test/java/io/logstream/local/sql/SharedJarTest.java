package io.logstream.local.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedJarTest {

  @TempDir Path folder;

  @Test
  void aClassLoaderFindsInItWhatIsInTheJarItStandsFor() throws IOException {
    Path shared = SharedJar.of(jar("first", 1), folder.resolve("shared jars"));

    assertThat(content(shared)).isEqualTo("first");
    assertThat(Files.size(shared)).isLessThan(1_000);
  }

  @Test
  void jobsOnAnOlderJarKeepIt() throws IOException {
    Path before = SharedJar.of(jar("first", 1), folder.resolve("shared"));
    Path after = SharedJar.of(jar("second", 2), folder.resolve("shared"));

    assertThat(content(before)).isEqualTo("first");
    assertThat(content(after)).isEqualTo("second");
    assertThat(SharedJar.of(folder.resolve("a.jar"), folder.resolve("shared"))).isEqualTo(after);
  }

  private Path jar(String content, long modified) throws IOException {
    Path jar = folder.resolve("a.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("content"));
      entries.write(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Files.setLastModifiedTime(jar, FileTime.fromMillis(modified));
    return jar;
  }

  private static String content(Path jar) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
        InputStream in = loader.getResourceAsStream("content")) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
