package io.logstream.local.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.functions.control.ControlRow;
import java.io.IOException;

/** Who wrote a control row: a column of it that no job reads, for whoever looks back. */
final class Author {

  static final String COLUMN = "author";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Author() {}

  /** The row with the name of the one who writes it, where it has none. */
  static ControlRow sign(ControlRow row, String name) throws IOException {
    if (row.isTombstone()) {
      return row;
    }
    JsonNode json = JSON.readTree(row.value);
    if (!json.isObject() || json.hasNonNull(COLUMN)) {
      return row;
    }
    ControlRow signed = new ControlRow();
    signed.topic = row.topic;
    signed.partition = row.partition;
    signed.offset = row.offset;
    signed.key = row.key;
    signed.value = JSON.writeValueAsBytes(((ObjectNode) json).put(COLUMN, name));
    return signed;
  }
}
