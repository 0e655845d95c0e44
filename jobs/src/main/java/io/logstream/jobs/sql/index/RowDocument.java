package io.logstream.jobs.sql.index;

import io.logstream.functions.search.DocumentOf;
import io.logstream.functions.search.IndexDocument;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

/** A row as a document. */
final class RowDocument implements DocumentOf<RowData> {

  private static final long serialVersionUID = 1L;
  private static final byte[] NO_KEY = {};

  private final String index;
  private final RowData.FieldGetter id;
  private final SerializationSchema<RowData> format;

  RowDocument(String index, RowData.FieldGetter id, SerializationSchema<RowData> format) {
    this.index = index;
    this.id = id;
    this.format = format;
  }

  @Override
  public void open(WriterInitContext context) {
    try {
      format.open(context.asSerializationSchemaInitializationContext());
    } catch (Exception e) {
      throw new IllegalStateException("the table's format cannot be opened", e);
    }
  }

  @Override
  public IndexDocument of(RowData row) {
    // An update is written as what it is now; the format would refuse or mark another kind.
    row.setRowKind(RowKind.INSERT);
    Object key = id.getFieldOrNull(row);
    byte[] json = format.serialize(row);
    return new IndexDocument(
        String.valueOf(key),
        index,
        json,
        NO_KEY,
        "sql-" + index + '-' + key,
        key == null ? "index: expected an id, found NULL" : "");
  }
}
