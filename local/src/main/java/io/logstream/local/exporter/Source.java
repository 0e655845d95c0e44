package io.logstream.local.exporter;

/** A server that is asked for its figures at each scrape. */
interface Source extends AutoCloseable {

  /** The name by which {@code logstream_exporter_up} reports whether it answered. */
  String name();

  /** Adds its figures; what it throws is reported as its not being up. */
  void collect(Samples samples) throws Exception;

  @Override
  void close();
}
