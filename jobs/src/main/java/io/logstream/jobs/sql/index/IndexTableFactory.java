package io.logstream.jobs.sql.index;

import io.logstream.functions.search.ElasticsearchConnection;
import io.logstream.functions.search.ElasticsearchSinkOptions;
import java.util.Set;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.FactoryUtil.TableFactoryHelper;
import org.apache.flink.table.factories.SerializationFormatFactory;

/**
 * Connector {@code logstream-index}: the documents of an Elasticsearch index. A query reads what is
 * there when it starts; {@code query}, best set by a hint, is asked of the index, so that Flink
 * gets only what matches:
 *
 * <pre>{@code
 * SELECT * FROM logs_index /*+ OPTIONS('query' = 'log.level:error AND "timed out"') *&#47;
 * }</pre>
 *
 * <p>What is written takes the place of the document with the same primary key.
 */
public final class IndexTableFactory implements DynamicTableSourceFactory, DynamicTableSinkFactory {

  static final ConfigOption<String> NODES =
      ConfigOptions.key("nodes")
          .stringType()
          .noDefaultValue()
          .withDescription("Elasticsearch nodes, URLs with commas between.");

  static final ConfigOption<String> INDEX =
      ConfigOptions.key("index")
          .stringType()
          .noDefaultValue()
          .withDescription("The index; a pattern where it is only read.");

  static final ConfigOption<String> QUERY =
      ConfigOptions.key("query")
          .stringType()
          .defaultValue(SearchBody.EVERYTHING)
          .withDescription("What is read, in the syntax of Elasticsearch's query_string.");

  static final ConfigOption<Integer> PAGE =
      ConfigOptions.key("page-size")
          .intType()
          .defaultValue(1_000)
          .withDescription("Documents read at once, 1 to 10000.");

  static final ConfigOption<String> BROKERS =
      ConfigOptions.key("brokers")
          .stringType()
          .noDefaultValue()
          .withDescription("Kafka's brokers, for what the index refuses; only to write.");

  private static final String API_KEY_VARIABLE = "LOGSTREAM_ELASTICSEARCH_API_KEY";
  private static final int MOST_AT_ONCE = 10_000;

  @Override
  public String factoryIdentifier() {
    return "logstream-index";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(NODES, INDEX, FactoryUtil.FORMAT);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(QUERY, PAGE, BROKERS);
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    DecodingFormat<DeserializationSchema<RowData>> format =
        helper.discoverDecodingFormat(DeserializationFormatFactory.class, FactoryUtil.FORMAT);
    helper.validate();
    ReadableConfig options = helper.getOptions();
    int page = options.get(PAGE);
    if (page < 1 || page > MOST_AT_ONCE) {
      throw new ValidationException("page-size: expected 1 to 10000, found " + page);
    }
    return new IndexTableSource(
        connection(options),
        options.get(INDEX),
        options.get(QUERY),
        page,
        format,
        context.getPhysicalRowDataType());
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    EncodingFormat<SerializationSchema<RowData>> format =
        helper.discoverEncodingFormat(SerializationFormatFactory.class, FactoryUtil.FORMAT);
    helper.validate();
    ReadableConfig options = helper.getOptions();
    int[] key = context.getPrimaryKeyIndexes();
    if (key.length != 1) {
      throw new ValidationException(
          "%s: expected a primary key of one column, the document's id, found one of %d"
              .formatted(context.getObjectIdentifier().asSummaryString(), key.length));
    }
    String index = options.get(INDEX);
    if (index.contains("*") || options.getOptional(BROKERS).isEmpty()) {
      throw new ValidationException(
          "to write: expected one index and the option brokers, found index " + index);
    }
    return new IndexTableSink(
        ElasticsearchSinkOptions.of(connection(options), options.get(BROKERS)),
        index,
        key[0],
        format,
        context.getPhysicalRowDataType());
  }

  private static ElasticsearchConnection connection(ReadableConfig options) {
    String apiKey = System.getenv(API_KEY_VARIABLE);
    return ElasticsearchConnection.to(options.get(NODES)).withApiKey(apiKey == null ? "" : apiKey);
  }
}
