package io.logstream.local.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints the rows of one statement. As a table they are held back until {@link #end}, up to {@value
 * #TABLE_ROWS}, so that columns are as wide as they need to be; a query that goes on is shown in
 * such portions. A result that changes (a count that goes up) has a column {@code op} with Flink's
 * marks once a row of it changes.
 */
final class Printer implements SqlSession.AnswerListener {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int TABLE_ROWS = 1_000;
  private static final int WIDEST = 60;
  private static final String CHANGE = "op";

  private final Output output;
  private final PrintWriter out;
  private final List<Answer.Row> held = new ArrayList<>();
  private List<Answer.Column> columns = List.of();
  private boolean isBegun;

  Printer(Output output, PrintWriter out) {
    this.output = output;
    this.out = out;
  }

  @Override
  public void received(Answer answer) {
    columns = answer.columns();
    if (output == Output.CSV && !isBegun) {
      line(columns.stream().map(Answer.Column::name).toList());
    }
    isBegun = true;
    for (Answer.Row row : answer.rows()) {
      switch (output) {
        case TABLE -> hold(row);
        case CSV -> line(row.fields().stream().map(Printer::text).toList());
        case JSON -> out.println(object(row));
      }
    }
    out.flush();
  }

  /** Prints what is still held back. */
  void end() {
    if (output == Output.TABLE && isBegun) {
      table();
      out.printf("%d row%s%n", held.size(), held.size() == 1 ? "" : "s");
    }
    out.flush();
    held.clear();
  }

  private void hold(Answer.Row row) {
    held.add(row);
    if (held.size() == TABLE_ROWS) {
      table();
      held.clear();
    }
  }

  private void table() {
    boolean changes = held.stream().anyMatch(row -> row.kind() != Answer.Kind.INSERT);
    List<List<String>> lines = new ArrayList<>();
    List<String> names = new ArrayList<>(changes ? List.of(CHANGE) : List.of());
    columns.forEach(column -> names.add(column.name()));
    lines.add(names);
    for (Answer.Row row : held) {
      List<String> cells = new ArrayList<>(changes ? List.of(row.kind().mark()) : List.of());
      row.fields().forEach(field -> cells.add(cell(field)));
      lines.add(cells);
    }
    int[] widths = new int[names.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (int i = 0; i < lines.size(); i++) {
      out.println(padded(lines.get(i), widths));
      if (i == 0) {
        out.println(padded(names.stream().map(name -> "").toList(), widths).replace(' ', '-'));
      }
    }
  }

  private static String padded(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length()));
      line.append(i == widths.length - 1 ? "" : "  ");
    }
    return cells.stream().allMatch(String::isEmpty)
        ? line.toString()
        : line.toString().stripTrailing();
  }

  private static String cell(JsonNode field) {
    String text = field.isNull() ? "NULL" : text(field).replace('\n', ' ');
    return text.length() > WIDEST ? text.substring(0, WIDEST - 1) + "…" : text;
  }

  private static String text(JsonNode field) {
    return field.isNull() ? "" : field.isValueNode() ? field.asText() : field.toString();
  }

  private void line(List<String> cells) {
    out.println(String.join(",", cells.stream().map(Printer::quoted).toList()));
  }

  private static String quoted(String cell) {
    boolean isPlain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  private String object(Answer.Row row) {
    ObjectNode object = MAPPER.createObjectNode();
    if (row.kind() != Answer.Kind.INSERT) {
      object.put(CHANGE, row.kind().mark());
    }
    for (int i = 0; i < columns.size(); i++) {
      object.set(columns.get(i).name(), row.fields().get(i));
    }
    return object.toString();
  }
}
