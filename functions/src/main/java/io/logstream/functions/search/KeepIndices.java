package io.logstream.functions.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ExpandWildcard;
import co.elastic.clients.elasticsearch.indices.resolve_index.ResolveIndexItem;
import co.elastic.clients.transport.ElasticsearchTransport;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.control.ControlView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes indices whose days are over by the {@link Retention} rules, given to it as control rows
 * under one key: when a rule comes or goes, and every {@link #PERIOD}. It gives nothing on.
 *
 * <p>A cluster that does not answer is asked again at the next time. Rows that cannot be applied
 * are reported by the ingest job.
 *
 * <p>Its metrics: {@code indicesDeleted}; {@code sweepsFailed}.
 */
public final class KeepIndices extends KeyedProcessFunction<Byte, ControlRow, Void> {

  /** The one key. */
  public static final byte KEY = 0;

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(KeepIndices.class);
  private static final long PERIOD = Duration.ofMinutes(5).toMillis();

  private final ElasticsearchConnection connection;
  private transient ElasticsearchTransport transport;
  private transient ElasticsearchClient client;
  private transient MapState<String, ControlRow> rows;
  private transient ControlView view;
  private transient Counter deleted;
  private transient Counter failed;

  /** For the indices of a cluster. */
  public KeepIndices(ElasticsearchConnection connection) {
    this.connection = connection;
  }

  @Override
  public void open(OpenContext context) {
    rows =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "retention-rows", Types.STRING, TypeInformation.of(ControlRow.class)));
    transport = connection.open();
    client = new ElasticsearchClient(transport);
    deleted = getRuntimeContext().getMetricGroup().counter("indicesDeleted");
    failed = getRuntimeContext().getMetricGroup().counter("sweepsFailed");
  }

  @Override
  public void processElement(ControlRow row, Context context, Collector<Void> out)
      throws Exception {
    String id = new String(row.key, UTF_8);
    switch (view().apply(row).outcome()) {
      case PUT -> rows.put(id, row);
      case REMOVED -> rows.remove(id);
      case IGNORED, REFUSED -> {
        return;
      }
    }
    // Of rows that come together, one sweep; a second rule has no timer of its own.
    long now = context.timerService().currentProcessingTime();
    context.timerService().registerProcessingTimeTimer(now + 100 - now % 100);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Void> out) throws Exception {
    var rules = view().rows(Retention.TABLE);
    if (rules.isEmpty()) {
      return;
    }
    try {
      List<String> indices =
          client
              .indices()
              .resolveIndex(r -> r.name(IndexNames.ALL).expandWildcards(ExpandWildcard.Open))
              .indices()
              .stream()
              .map(ResolveIndexItem::name)
              .toList();
      var today = Instant.ofEpochMilli(time).atOffset(ZoneOffset.UTC).toLocalDate();
      for (String index : Retention.outlived(indices, rules, today)) {
        client.indices().delete(d -> d.index(index).ignoreUnavailable(true));
        deleted.inc();
        LOG.info("deleted index {}: its days are over", index);
      }
    } catch (IOException | ElasticsearchException e) {
      failed.inc();
      LOG.warn("indices whose days are over were not deleted, next try in 5 min: {}", e.toString());
    }
    context.timerService().registerProcessingTimeTimer(time - time % PERIOD + PERIOD);
  }

  /** The rules in force, read from state after a restart. */
  private ControlView view() throws Exception {
    if (view == null) {
      view = new ControlView(List.of(Retention.TABLE), false);
      for (ControlRow row : rows.values()) {
        view.apply(row);
      }
    }
    return view;
  }

  @Override
  public void close() throws Exception {
    if (transport != null) {
      transport.close();
    }
  }
}
