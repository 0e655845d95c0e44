package io.logstream.console;

import io.javalin.config.JavalinConfig;

/**
 * A part of the console with routes of its own. A new one is added in {@link Console}; its page, if
 * it has one, is a folder under {@code web/} and an entry in {@code web/shell/pages.js}.
 */
public interface ApiModule extends AutoCloseable {

  /** Adds its routes, under {@code /api/v1/}. */
  void register(JavalinConfig config);

  /** Ends what it has running. */
  @Override
  void close();
}
