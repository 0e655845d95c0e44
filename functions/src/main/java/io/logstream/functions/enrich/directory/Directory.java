package io.logstream.functions.enrich.directory;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Knows what things are, and answers later. Safe for use by many threads. */
public interface Directory extends AutoCloseable {

  /** What is asked for. */
  enum Kind {
    /** An asset by its host's name, in lower case. */
    ASSET_OF_HOST,
    /** The asset with the narrowest network that an IP address is in. */
    ASSET_OF_ADDRESS,
    /** A service by its name. */
    SERVICE;

    /** The name, as keys have it. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is asked. */
  record Key(Kind kind, String text) {}

  /**
   * The row as JSON, with the columns that it has in {@code control.reference}; empty where there
   * is none. Fails where the directory cannot tell.
   */
  CompletionStage<Optional<String>> find(Key key);

  @Override
  void close();
}
