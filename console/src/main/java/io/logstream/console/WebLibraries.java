package io.logstream.console;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * {@code GET /lib/NAME/FILE}: the libraries that pages load, out of their jars, without their
 * versions in the address.
 */
final class WebLibraries implements ApiModule {

  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");

  private final Properties roots = new Properties();

  WebLibraries() {
    try (InputStream in = resource("web-libraries.properties")) {
      roots.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void register(JavalinConfig config) {
    config.router.mount(routes -> routes.get("/lib/{library}/{file}", this::serve));
  }

  private void serve(Context context) {
    String root = roots.getProperty(context.pathParam("library"));
    String file = context.pathParam("file");
    InputStream in =
        root != null && FILE.matcher(file).matches() ? resource(root + "/" + file) : null;
    if (in == null) {
      throw ApiException.notFound("no file " + context.path());
    }
    context.header("Cache-Control", "max-age=3600");
    context.contentType(type(file));
    context.result(in);
  }

  private static String type(String file) {
    return switch (file.substring(file.lastIndexOf('.') + 1)) {
      case "js", "mjs" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "html" -> "text/html; charset=utf-8";
      case "json" -> "application/json";
      case "png" -> "image/png";
      default -> "application/octet-stream";
    };
  }

  private static InputStream resource(String path) {
    return WebLibraries.class.getClassLoader().getResourceAsStream(path);
  }

  @Override
  public void close() {}
}
