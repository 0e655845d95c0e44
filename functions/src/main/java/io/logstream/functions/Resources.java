package io.logstream.functions;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;

/** Files beside the classes. */
public final class Resources {

  private Resources() {}

  /**
   * Opens one. Not by the virtual machine's cache of jars, as {@link Class#getResourceAsStream}
   * does: on a cluster, where jobs come and go, a class loader that is closed closes its jar for
   * all that read the same file at that time.
   *
   * @param path absolute, or beside the class
   */
  public static InputStream open(Class<?> from, String path) throws IOException {
    URL url = from.getResource(path);
    if (url == null) {
      throw new FileNotFoundException("there is no " + path + " beside " + from.getName());
    }
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    return connection.getInputStream();
  }
}
