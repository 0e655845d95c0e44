package io.logstream.functions.resilience;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Ways to the same answer, the best first: where one fails or has none, the next is asked. Counts
 * which one answered, so that a quiet decline shows.
 *
 * <pre>{@code
 * Fallback<String, Asset> assets =
 *     Fallback.<String, Asset>first("cache", cache::get)
 *         .then("database", key -> guard.call(() -> query(key), Sql::isDown))
 *         .then("static", table::find);
 * }</pre>
 *
 * @param <K> what is asked for
 * @param <V> the answer
 */
public final class Fallback<K, V> {

  /** One way. An exception and an empty answer both mean: ask the next. */
  @FunctionalInterface
  public interface Way<K, V> {
    /** The answer, empty where it knows none. */
    Optional<V> find(K key) throws Exception;
  }

  private record Step<K, V>(String name, Way<K, V> way, LongAdder answers, LongAdder failures) {}

  private final List<Step<K, V>> steps = new ArrayList<>();
  private final LongAdder unanswered = new LongAdder();

  private Fallback() {}

  /** The way asked first. */
  public static <K, V> Fallback<K, V> first(String name, Way<K, V> way) {
    return new Fallback<K, V>().then(name, way);
  }

  /** The way asked where those before had no answer. */
  public Fallback<K, V> then(String name, Way<K, V> way) {
    steps.add(new Step<>(name, way, new LongAdder(), new LongAdder()));
    return this;
  }

  /** The first answer; empty where no way has one. */
  public Optional<V> find(K key) {
    for (Step<K, V> step : steps) {
      try {
        Optional<V> answer = step.way.find(key);
        if (answer.isPresent()) {
          step.answers.increment();
          return answer;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        step.failures.increment();
      } catch (Exception e) {
        step.failures.increment();
      }
    }
    unanswered.increment();
    return Optional.empty();
  }

  /** How many answers came from each way, in the order asked. */
  public Map<String, Long> answers() {
    return counts(step -> step.answers);
  }

  /** How often each way failed, in the order asked. */
  public Map<String, Long> failures() {
    return counts(step -> step.failures);
  }

  /** How often no way had an answer. */
  public long unanswered() {
    return unanswered.sum();
  }

  private Map<String, Long> counts(Function<Step<K, V>, LongAdder> of) {
    Map<String, Long> counts = new LinkedHashMap<>();
    steps.forEach(step -> counts.put(step.name, of.apply(step).sum()));
    return counts;
  }
}
