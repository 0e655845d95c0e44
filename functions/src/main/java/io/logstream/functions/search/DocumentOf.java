package io.logstream.functions.search;

import java.io.Serializable;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Makes documents of what a stream holds. */
public interface DocumentOf<T> extends Serializable {

  /** Called once before the first. */
  default void open(WriterInitContext context) {}

  /** The document of an element. */
  IndexDocument of(T element);
}
