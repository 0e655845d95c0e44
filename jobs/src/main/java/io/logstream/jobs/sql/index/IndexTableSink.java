package io.logstream.jobs.sql.index;

import io.logstream.functions.search.ElasticsearchSink;
import io.logstream.functions.search.ElasticsearchSinkOptions;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.RowKind;

/**
 * Writes rows as documents by the sink of the index job: at least once, under the key's id, so that
 * a row written again takes its own place. Rows taken back are not written: a query that takes rows
 * back without others in their place is refused by Flink.
 */
final class IndexTableSink implements DynamicTableSink {

  private final ElasticsearchSinkOptions options;
  private final String index;
  private final int key;
  private final EncodingFormat<SerializationSchema<RowData>> format;
  private final DataType type;

  IndexTableSink(
      ElasticsearchSinkOptions options,
      String index,
      int key,
      EncodingFormat<SerializationSchema<RowData>> format,
      DataType type) {
    this.options = options;
    this.index = index;
    this.key = key;
    this.format = format;
    this.type = type;
  }

  @Override
  public ChangelogMode getChangelogMode(ChangelogMode requested) {
    return ChangelogMode.newBuilder()
        .addContainedKind(RowKind.INSERT)
        .addContainedKind(RowKind.UPDATE_AFTER)
        .build();
  }

  @Override
  public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
    var id = RowData.createFieldGetter(type.getLogicalType().getChildren().get(key), key);
    return SinkV2Provider.of(
        new ElasticsearchSink<>(
            options, new RowDocument(index, id, format.createRuntimeEncoder(context, type))));
  }

  @Override
  public DynamicTableSink copy() {
    return new IndexTableSink(options, index, key, format, type);
  }

  @Override
  public String asSummaryString() {
    return "index " + index;
  }
}
