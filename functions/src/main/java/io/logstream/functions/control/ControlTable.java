package io.logstream.functions.control;

/**
 * How the rows of a kind are read: one constant a kind, where its records live.
 *
 * <pre>{@code
 * static final ControlTable<Asset> TABLE = new ControlTable<>(ControlKind.ASSET, Asset::read);
 * }</pre>
 *
 * @param kind the kind
 * @param reader reads and checks a row
 * @param <R> a row as a typed record
 */
public record ControlTable<R>(ControlKind kind, Reader<R> reader) {

  /** Reads a row. */
  @FunctionalInterface
  public interface Reader<R> {

    /**
     * The row as a record.
     *
     * @throws InvalidRowException if it cannot be applied
     */
    R read(Columns columns) throws InvalidRowException;
  }
}
