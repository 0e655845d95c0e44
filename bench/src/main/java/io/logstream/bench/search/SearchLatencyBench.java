package io.logstream.bench.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.service.AutoService;
import io.logstream.bench.Latencies;
import io.logstream.bench.Schedule;
import io.logstream.functions.event.Topics;
import io.logstream.functions.search.IndexNames;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * From sending an event to {@code logs} until a search finds it, at steady rates.
 *
 * <p>Twenty events a second are probes. One thread asks the index for those that are under way, by
 * their ids in a query (a get by id would see them before they are searchable), and waits five
 * milliseconds before it asks again: did it not, its searches would take what the index needs. A
 * figure is too long by at most that and the time of one such search. Half of each run is warm-up.
 */
@AutoService(Bench.class)
public final class SearchLatencyBench implements Bench {

  private static final int[] RATES = {100, 1_000, 5_000};
  private static final long SECONDS = 30;

  /** Four virtual machines compile what they do on the same cores, for two minutes and more. */
  private static final long WARM_UP_SECONDS = 150;

  private static final int PROBES_PER_SECOND = 20;

  /** A request for each record would keep the broker busier than the index. */
  private static final int LINGER_MILLIS = 5;

  private static final long BETWEEN_LOOKS_NANOS = 5_000_000;
  private static final long GIVE_UP_NANOS = 30_000_000_000L;

  @Override
  public String name() {
    return "search-latency";
  }

  @Override
  public String description() {
    return "sent→searchable p50/p95/p99 at 100, 1,000 and 5,000 events/s; size: seconds a rate";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    long seconds = settings.size() > 0 ? settings.size() : SECONDS;
    progress.println("search-latency: starting Kafka, Flink and Elasticsearch");
    try (SearchStack stack = SearchStack.whole()) {
      String job = stack.startIndexJob(stack.upload(), "bench-latency");
      measure(stack, "warmup", 2_000, WARM_UP_SECONDS);
      for (int rate : RATES) {
        double[][] percentiles = new double[3][settings.runs()];
        for (int run = 0; run < settings.runs(); run++) {
          ShardWork before = ShardWork.of(stack);
          Latencies found = measure(stack, "r" + rate + "x" + run, rate, seconds);
          percentiles[0][run] = found.quantile(0.50);
          percentiles[1][run] = found.quantile(0.95);
          percentiles[2][run] = found.quantile(0.99);
          progress.printf(
              "search-latency: %d/s: p50 %.0f, p95 %.0f, p99 %.0f ms of %d probes; %s%n",
              rate,
              percentiles[0][run],
              percentiles[1][run],
              percentiles[2][run],
              found.count(),
              ShardWork.of(stack).since(before));
        }
        String suffix = "_ms_at_" + rate + "_per_s";
        results.add(Measurement.alone(name(), "p50" + suffix, percentiles[0]));
        results.add(Measurement.alone(name(), "p95" + suffix, percentiles[1]));
        results.add(Measurement.alone(name(), "p99" + suffix, percentiles[2]));
      }
      stack.cancel(job);
    }
  }

  private static Latencies measure(SearchStack stack, String run, int rate, long seconds)
      throws Exception {
    Map<String, Long> underWay = new ConcurrentHashMap<>();
    Latencies found = new Latencies();
    AtomicBoolean sending = new AtomicBoolean(true);
    Thread sender =
        new Thread(() -> send(stack, run, rate, seconds, underWay, sending), "bench-sender");
    long countFrom = System.nanoTime() + seconds * 500_000_000L;
    sender.start();
    try {
      while (sending.get() || !underWay.isEmpty()) {
        look(stack, underWay, found, countFrom);
        LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
      }
    } finally {
      sender.join();
    }
    return found;
  }

  private static void send(
      SearchStack stack,
      String run,
      int rate,
      long seconds,
      Map<String, Long> underWay,
      AtomicBoolean sending) {
    ShopEvents events = new ShopEvents(rate);
    int everyNth = Math.max(1, rate / PROBES_PER_SECOND);
    try (KafkaProducer<byte[], byte[]> producer = stack.producer(LINGER_MILLIS)) {
      Schedule schedule = new Schedule(rate);
      long total = rate * seconds;
      for (long i = 0; i < total; i++) {
        long due = schedule.await(i);
        String id = run + "-" + i;
        byte[] event = events.next(id, "bench", System.currentTimeMillis());
        if (i % everyNth == 0) {
          underWay.put(id, due);
        }
        producer.send(new ProducerRecord<>(Topics.LOGS, event));
      }
    } finally {
      sending.set(false);
    }
  }

  private static void look(
      SearchStack stack, Map<String, Long> underWay, Latencies found, long countFrom)
      throws IOException, InterruptedException {
    if (underWay.isEmpty()) {
      return;
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("size", 500).put("_source", false).put("track_total_hits", false);
    ArrayNode ids = body.putObject("query").putObject("ids").putArray("values");
    underWay.keySet().stream().limit(500).forEach(ids::add);
    JsonNode answer =
        stack.call(
            "POST",
            "/" + IndexNames.ALL + "/_search?ignore_unavailable=true&filter_path=hits.hits._id",
            body.toString());
    long now = System.nanoTime();
    for (JsonNode hit : answer.at("/hits/hits")) {
      Long sent = underWay.remove(hit.path("_id").asText());
      if (sent != null && sent >= countFrom) {
        found.add((now - sent) / 1e6);
      }
    }
    String[] lost =
        underWay.entrySet().stream()
            .filter(probe -> now - probe.getValue() > GIVE_UP_NANOS)
            .map(Map.Entry::getKey)
            .toArray(String[]::new);
    if (lost.length > 0) {
      throw new IllegalStateException("not found after 30 s: " + Arrays.toString(lost));
    }
  }
}
