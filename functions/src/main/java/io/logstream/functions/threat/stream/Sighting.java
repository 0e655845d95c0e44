package io.logstream.functions.threat.stream;

/**
 * That a source uses a destination. A plain object with public fields so that Flink serializes it
 * without Kryo.
 */
public final class Sighting {

  /** An address or a name. */
  public String destination = "";

  public String source = "";

  /** For Flink. */
  public Sighting() {}

  Sighting(String destination, String source) {
    this.destination = destination;
    this.source = source;
  }
}
