package io.logstream.bench.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.auto.service.AutoService;
import io.logstream.bench.search.RelevanceCorpus.Incident;
import io.logstream.console.query.Field;
import io.logstream.console.query.QueryDsl;
import io.logstream.console.query.QueryParser;
import io.logstream.console.search.Elasticsearch;
import io.logstream.console.search.Relevance;
import io.logstream.console.search.SearchQuery;
import io.logstream.console.search.SearchService;
import io.logstream.console.search.TimeRange;
import io.logstream.functions.search.IndexNames;
import io.logstream.functions.search.IndexTemplates;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How good the order of hits is: nDCG@10 (Järvelin and Kekäläinen 2002, gains 2^grade − 1) and the
 * mean reciprocal rank of the first decisive line, of the console's ranking beside plain BM25 and
 * beside the newest first, for the same queries over the same lines.
 */
@AutoService(Bench.class)
public final class RelevanceBench implements Bench {

  private static final long LINES = 40_000;
  private static final int DEPTH = 10;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** A ranking under test: the ids of the first ten hits. */
  private interface Ranking {
    List<String> first(SearchQuery query) throws Exception;
  }

  private record Quality(double ndcg, double mrr) {}

  @Override
  public String name() {
    return "relevance";
  }

  @Override
  public String description() {
    return "nDCG@10 and MRR of the ranking beside plain BM25 and newest first; size: lines";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) throws Exception {
    long lines = settings.size() > 0 ? settings.size() : LINES;
    RelevanceCorpus corpus = new RelevanceCorpus();
    try (SearchStack stack = SearchStack.indexOnly();
        Elasticsearch elasticsearch = new Elasticsearch(stack.elasticsearch(), 8)) {
      Instant end = Instant.now();
      progress.printf("relevance: indexing %,d lines and the incidents'%n", lines);
      fill(stack, corpus, lines, end);
      measure(elasticsearch, corpus, end, results, progress);
    }
  }

  static void measure(
      Elasticsearch elasticsearch,
      RelevanceCorpus corpus,
      Instant end,
      Results results,
      PrintStream progress)
      throws Exception {
    SearchService service = new SearchService(elasticsearch, Relevance.standard(), TIMEOUT);
    TimeRange range =
        new TimeRange(end.minus(Duration.ofHours(RelevanceCorpus.HOURS + 1)), end.plusSeconds(1));
    Ranking custom = query -> ids(service.search(query, "relevance", DEPTH, "", "").join());
    Ranking newest = query -> ids(service.search(query, "newest", DEPTH, "", "").join());
    Ranking plain = query -> plain(elasticsearch, query);
    service.learnTemplates().join();
    Quality ours = judge(corpus, range, custom, progress);
    Quality bm25 = judge(corpus, range, plain, null);
    Quality latest = judge(corpus, range, newest, null);
    results.add(beside("ndcg_at_10", "plain BM25", ours.ndcg(), bm25.ndcg()));
    results.add(beside("ndcg_at_10", "newest first", ours.ndcg(), latest.ndcg()));
    results.add(beside("mrr", "plain BM25", ours.mrr(), bm25.mrr()));
    results.add(beside("mrr", "newest first", ours.mrr(), latest.mrr()));
  }

  private static Measurement beside(String measure, String peer, double ours, double theirs) {
    return new Measurement("relevance", measure, peer, new double[] {ours}, new double[] {theirs});
  }

  private static void fill(SearchStack stack, RelevanceCorpus corpus, long lines, Instant end)
      throws Exception {
    new IndexTemplates(stack.elasticsearch()).install();
    List<String> bulk = new ArrayList<>();
    corpus.write(
        lines,
        end.toEpochMilli(),
        (id, event) -> {
          bulk.add(
              "{\"index\":{\"_id\":\""
                  + id
                  + "\"}}\n"
                  + new String(event, StandardCharsets.UTF_8)
                  + "\n");
        });
    String index = "/" + IndexNames.of("relevance", end, end);
    for (int from = 0; from < bulk.size(); from += 2_000) {
      String body = String.join("", bulk.subList(from, Math.min(bulk.size(), from + 2_000)));
      JsonNode answer = stack.call("POST", index + "/_bulk", body);
      if (answer.path("errors").asBoolean(true)) {
        throw new IllegalStateException("bulk: " + answer.toString().substring(0, 500));
      }
    }
    stack.call("POST", index + "/_refresh", "");
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("hits").forEach(hit -> ids.add(hit.path("id").asText()));
    return ids;
  }

  /** Elasticsearch's own score and nothing else. */
  private static List<String> plain(Elasticsearch elasticsearch, SearchQuery query) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("size", DEPTH).put("_source", false);
    ObjectNode bool = body.putObject("query").putObject("bool");
    bool.putArray("must").add(QueryDsl.of(query.query(), Field.TEXT));
    JsonNode answer = elasticsearch.call("POST", "/" + IndexNames.ALL + "/_search", body).join();
    List<String> ids = new ArrayList<>();
    answer.at("/hits/hits").forEach(hit -> ids.add(hit.path("_id").asText()));
    return ids;
  }

  private static Quality judge(
      RelevanceCorpus corpus, TimeRange range, Ranking ranking, PrintStream progress)
      throws Exception {
    double ndcg = 0;
    double mrr = 0;
    int queries = 0;
    for (Incident incident : corpus.incidents()) {
      for (String text : incident.queries()) {
        List<String> ids = ranking.first(new SearchQuery(QueryParser.parse(text), range));
        double gain = ndcg(incident, ids);
        if (progress != null && reciprocalRank(incident, ids) < 1) {
          progress.printf("relevance: %-20s %-35s nDCG %.2f%n", incident.name(), text, gain);
        }
        ndcg += gain;
        mrr += reciprocalRank(incident, ids);
        queries++;
      }
    }
    return new Quality(ndcg / queries, mrr / queries);
  }

  static double ndcg(Incident incident, List<String> ids) {
    double sum = 0;
    for (int i = 0; i < Math.min(DEPTH, ids.size()); i++) {
      sum += gain(incident.grade(ids.get(i)), i);
    }
    double ideal = 0;
    for (int i = 0; i < DEPTH; i++) {
      int decisive = incident.decisive().size();
      int grade = i < decisive ? 3 : i < decisive + incident.symptomLines() ? 1 : 0;
      ideal += gain(grade, i);
    }
    return sum / ideal;
  }

  private static double gain(int grade, int place) {
    return ((1 << grade) - 1) / (Math.log(place + 2) / Math.log(2));
  }

  static double reciprocalRank(Incident incident, List<String> ids) {
    for (int i = 0; i < ids.size(); i++) {
      if (incident.grade(ids.get(i)) == 3) {
        return 1.0 / (i + 1);
      }
    }
    return 0;
  }
}
