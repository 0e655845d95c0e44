package io.logstream.local.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A batch of rows that a statement gave.
 *
 * @param job the Flink job that gives them; empty if there is none
 * @param isQuery whether these are the rows of a query
 */
public record Answer(String job, boolean isQuery, List<Column> columns, List<Row> rows) {

  /** A column; its type without parameters, such as {@code VARCHAR}. */
  public record Column(String name, String type) {}

  /** A change of the result. */
  public record Row(Kind kind, List<JsonNode> fields) {}

  /** What a row does to the result so far. */
  public enum Kind {
    INSERT("+I"),
    UPDATE_BEFORE("-U"),
    UPDATE_AFTER("+U"),
    DELETE("-D");

    private final String mark;

    Kind(String mark) {
      this.mark = mark;
    }

    /** As Flink writes it. */
    public String mark() {
      return mark;
    }

    /** Whether it takes a row away. */
    public boolean takesAway() {
      return this == UPDATE_BEFORE || this == DELETE;
    }
  }
}
