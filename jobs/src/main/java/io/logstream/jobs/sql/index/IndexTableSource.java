package io.logstream.jobs.sql.index;

import io.logstream.functions.search.ElasticsearchConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.InputFormatProvider;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsLimitPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.DataType;

/**
 * Reads an index. A limit, and bounds of {@code @timestamp} by literals, are asked of the index;
 * Flink applies the bounds once more.
 */
final class IndexTableSource
    implements ScanTableSource, SupportsLimitPushDown, SupportsFilterPushDown {

  private static final String TIME = "@timestamp";

  private static final Map<FunctionDefinition, String> BOUNDS =
      Map.of(
          BuiltInFunctionDefinitions.GREATER_THAN, "gt",
          BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL, "gte",
          BuiltInFunctionDefinitions.LESS_THAN, "lt",
          BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL, "lte");

  private final ElasticsearchConnection connection;
  private final String index;
  private final String query;
  private final int page;
  private final DecodingFormat<DeserializationSchema<RowData>> format;
  private final DataType type;
  private List<TimeBound> bounds = List.of();
  private long limit = Long.MAX_VALUE;

  IndexTableSource(
      ElasticsearchConnection connection,
      String index,
      String query,
      int page,
      DecodingFormat<DeserializationSchema<RowData>> format,
      DataType type) {
    this.connection = connection;
    this.index = index;
    this.query = query;
    this.page = page;
    this.format = format;
    this.type = type;
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return ChangelogMode.insertOnly();
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    return InputFormatProvider.of(
        new IndexInputFormat(
            connection,
            index,
            SearchBody.of(query, bounds),
            page,
            limit,
            format.createRuntimeDecoder(context, type)));
  }

  @Override
  public void applyLimit(long limit) {
    this.limit = limit;
  }

  @Override
  public Result applyFilters(List<ResolvedExpression> filters) {
    List<TimeBound> found = new ArrayList<>();
    List<ResolvedExpression> asked = new ArrayList<>();
    for (ResolvedExpression filter : filters) {
      Optional<TimeBound> bound = bound(filter);
      if (bound.isPresent()) {
        found.add(bound.get());
        asked.add(filter);
      }
    }
    bounds = List.copyOf(found);
    return Result.of(asked, filters);
  }

  private static Optional<TimeBound> bound(ResolvedExpression filter) {
    if (!(filter instanceof CallExpression call)
        || call.getChildren().size() != 2
        || !BOUNDS.containsKey(call.getFunctionDefinition())
        || !(call.getChildren().get(0) instanceof FieldReferenceExpression field)
        || !(call.getChildren().get(1) instanceof ValueLiteralExpression literal)
        || !field.getName().equals(TIME)) {
      return Optional.empty();
    }
    return literal
        .getValueAs(Instant.class)
        .map(time -> new TimeBound(BOUNDS.get(call.getFunctionDefinition()), time));
  }

  @Override
  public DynamicTableSource copy() {
    IndexTableSource copy = new IndexTableSource(connection, index, query, page, format, type);
    copy.bounds = bounds;
    copy.limit = limit;
    return copy;
  }

  @Override
  public String asSummaryString() {
    return "index " + index;
  }

  /**
   * A bound of the time of what is read.
   *
   * @param operator of Elasticsearch's range query: gt, gte, lt, lte
   */
  record TimeBound(String operator, Instant time) {}
}
