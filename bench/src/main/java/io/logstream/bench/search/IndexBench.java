package io.logstream.bench.search;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.Topics;
import io.logstream.functions.search.IndexNames;
import io.logstream.functions.search.IndexTemplates;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import java.io.PrintStream;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The index job beside a bare bulk client on the same node in the same run: both write the same
 * documents with bulks of the same size, four at a time, each into an index of its own.
 *
 * <p>The job reads from Kafka what was written there before it started, counted by the node itself.
 * The rates of both are those of the second half of the documents: the classes of a job are its
 * own, so that the virtual machine compiles them anew at each start. The first run of each does not
 * count.
 */
@AutoService(Bench.class)
public final class IndexBench implements Bench {

  private static final long DOCUMENTS = 500_000;
  private static final double WARM = 0.5;
  private static final long BETWEEN_LOOKS_NANOS = 20_000_000;
  private static final long LIMIT_NANOS = 600_000_000_000L;

  @Override
  public String name() {
    return "index";
  }

  @Override
  public String description() {
    return "documents/s of the index job beside a bare bulk client; size: documents";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    long documents = settings.size() > 0 ? settings.size() : DOCUMENTS;
    double[] ours = new double[settings.runs()];
    double[] peers = new double[settings.runs()];
    progress.println("index: starting Kafka, Flink and Elasticsearch");
    try (SearchStack stack = SearchStack.whole()) {
      new IndexTemplates(stack.elasticsearch()).install();
      String jar = stack.upload();
      String group = "bench-index";
      for (int i = -1; i < settings.runs(); i++) {
        String dataset = "bench" + (i + 1);
        double peer =
            BareBulkClient.rate(stack, "peer" + (i + 1), documents, (long) (documents * WARM));
        double own = rate(stack, jar, group, dataset, documents);
        progress.printf(
            "index: run %d%s: %,.0f/s, bare client %,.0f/s%n",
            i + 1, i < 0 ? " (warm-up)" : "", own, peer);
        if (i >= 0) {
          ours[i] = own;
          peers[i] = peer;
        }
        stack.call("DELETE", "/" + index("peer" + (i + 1)), "");
        stack.call("DELETE", "/" + index(dataset), "");
      }
    }
    results.add(new Measurement(name(), "documents_per_s", "bare bulk client", ours, peers));
  }

  static String index(String dataset) {
    return IndexNames.PREFIX + dataset + "-*";
  }

  private static double rate(
      SearchStack stack, String jar, String group, String dataset, long documents)
      throws Exception {
    ShopEvents events = new ShopEvents(documents);
    long now = System.currentTimeMillis();
    try (KafkaProducer<byte[], byte[]> producer = stack.producer(20)) {
      for (long i = 0; i < documents; i++) {
        producer.send(
            new ProducerRecord<>(Topics.LOGS, events.next(dataset + "-" + i, dataset, now)));
      }
    }
    // The group's committed offsets are behind the runs before, but for the last checkpoint's part.
    String job = stack.startIndexJob(jar, group);
    try {
      return rate(stack, dataset, documents);
    } finally {
      stack.cancel(job);
    }
  }

  private static double rate(SearchStack stack, String dataset, long documents) throws Exception {
    long end = System.nanoTime() + LIMIT_NANOS;
    long firstAt = 0;
    long first = 0;
    while (System.nanoTime() < end) {
      long indexed = stack.indexed(index(dataset));
      long at = System.nanoTime();
      if (firstAt == 0 && indexed >= documents * WARM) {
        firstAt = at;
        first = indexed;
      }
      if (indexed >= documents) {
        return (indexed - first) * 1e9 / (at - firstAt);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
    throw new IllegalStateException(
        "not all %d documents were indexed within 10 minutes".formatted(documents));
  }
}
