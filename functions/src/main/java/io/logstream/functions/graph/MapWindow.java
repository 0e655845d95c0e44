package io.logstream.functions.graph;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The sliding windows of the map. */
public enum MapWindow {
  SECONDS_10("10s", Duration.ofSeconds(10), Duration.ofSeconds(2)),
  MINUTE("1m", Duration.ofMinutes(1), Duration.ofSeconds(10)),
  HOUR("1h", Duration.ofHours(1), Duration.ofMinutes(1));

  private final String id;
  private final long length;
  private final long slide;

  MapWindow(String id, Duration length, Duration slide) {
    this.id = id;
    this.length = length.toMillis();
    this.slide = slide.toMillis();
  }

  /** The window of a name. */
  public static Optional<MapWindow> named(String id) {
    return Arrays.stream(values()).filter(window -> window.id.equals(id)).findFirst();
  }

  /** As it is named in keys and requests. */
  public String id() {
    return id;
  }

  /** In milliseconds. */
  public long length() {
    return length;
  }

  /** From one window to the next, in milliseconds. */
  public long slide() {
    return slide;
  }

  /** The key of an edge's record in topic {@code dependencies}. */
  public String key(String edge) {
    return edge + '@' + id;
  }
}
