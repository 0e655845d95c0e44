package io.logstream.jobs;

import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.Topics;
import io.logstream.functions.search.DocumentReader;
import io.logstream.functions.search.ElasticsearchSink;
import io.logstream.functions.search.IndexDocument;
import io.logstream.functions.search.KeepIndices;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Puts every event of {@code logs} into Elasticsearch, and where there are several regions those of
 * the others' too.
 *
 * <pre>
 * logs (uncommitted) ─▶ id, index, version ─▶ bulk ─▶ logstream-logs-&lt;dataset&gt;-&lt;day&gt;
 * REGION.logs ─────────┘                       └───▶ logs.dead (what the index refuses)
 *
 * control.rules ─▶ delete indices whose days are over
 * </pre>
 *
 * <p>It reads <em>uncommitted</em>: a line is searchable without waiting for the ingest job's next
 * checkpoint. That is safe because an event's id and index are pure functions of its raw record:
 * what an aborted transaction wrote is written again by its successor under the same id.
 *
 * <p>An event that was sent to two regions comes twice, as two copies with one id. The copy
 * received first stands in the index of each region, by its version, whichever comes first.
 *
 * <p>Of documents there is no keyed state and no shuffle: a subtask that fails restarts alone.
 */
public final class IndexJob {

  private IndexJob() {}

  public static void main(String[] args) throws Exception {
    IndexJobOptions options = IndexJobOptions.of(args);
    StreamExecutionEnvironment env = JobEnvironment.create();
    define(env, source(options), ElasticsearchSink.of(options.sink()));
    keep(
        env,
        KafkaEnds.controlRows(
            options.brokers(), options.group() + "-control", Topics.CONTROL_RULES),
        new KeepIndices(options.sink().connection()));
    env.execute("index");
  }

  /** The topology between its ends. */
  public static void define(
      StreamExecutionEnvironment env,
      Source<IndexDocument, ?, ?> source,
      Sink<IndexDocument> sink) {
    var documents =
        env.fromSource(
            source,
            WatermarkStrategy.noWatermarks(),
            Operator.INDEX_SOURCE.title(),
            TypeInformation.of(IndexDocument.class));
    documents.uid(Operator.INDEX_SOURCE.uid());
    Operator.INDEX_SINK.on(documents.sinkTo(sink));
  }

  /** The topology of what deletes indices; nothing else of the job waits for it. */
  static void keep(
      StreamExecutionEnvironment env, Source<ControlRow, ?, ?> control, KeepIndices keeper) {
    var kept =
        ControlStream.rows(env, control, Operator.INDEX_CONTROL)
            .keyBy(row -> KeepIndices.KEY, Types.BYTE)
            .process(keeper, Types.VOID)
            .setParallelism(1);
    Operator.INDEX_KEEP.on(kept);
    kept.sinkTo(new DiscardingSink<>()).setParallelism(1).uid(Operator.INDEX_KEEP.uid() + "-end");
  }

  static KafkaSource<IndexDocument> source(IndexJobOptions options) {
    return KafkaEnds.uncommitted(
        options.brokers(),
        options.group(),
        new DocumentOfRecord(),
        options.topics().toArray(String[]::new));
  }

  /** A record of the topic as a document. */
  static final class DocumentOfRecord implements KafkaRecordDeserializationSchema<IndexDocument> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<IndexDocument> out) {
      String origin = record.topic() + "-" + record.partition() + "-" + record.offset();
      out.collect(DocumentReader.read(record.value(), record.key(), origin, record.timestamp()));
    }

    @Override
    public TypeInformation<IndexDocument> getProducedType() {
      return TypeInformation.of(IndexDocument.class);
    }
  }
}
