package io.logstream.functions.enrich.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.enrich.Reference;
import io.logstream.functions.enrich.Reference.Service;
import io.logstream.functions.enrich.directory.Directory.Key;
import io.logstream.functions.enrich.directory.Directory.Kind;
import io.logstream.functions.enrich.directory.DirectoryCache.Answer;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class DirectoryCacheTest {

  private static final Key CART = new Key(Kind.SERVICE, "cart");
  private static final String ROW = "{\"service\":\"cart\",\"owner\":\"shop\"}";
  private static final Duration NO_WAIT = Duration.ZERO;

  /** Answers when it is told to. */
  private static final class ToldDirectory implements Directory {
    private final List<CompletableFuture<Optional<String>>> asked = new ArrayList<>();

    @Override
    public CompletionStage<Optional<String>> find(Key key) {
      CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
      asked.add(answer);
      return answer;
    }

    @Override
    public void close() {}
  }

  private final ToldDirectory directory = new ToldDirectory();
  private long now = 1_000_000_000_000L;
  private final DirectoryCache<Service> cache = cache(2);

  private DirectoryCache<Service> cache(int size) {
    return new DirectoryCache<>(
        directory,
        Reference.SERVICES,
        new DirectoryCache.Limits(
            size, Duration.ofMinutes(1), Duration.ofSeconds(1), NO_WAIT, NO_WAIT),
        () -> now);
  }

  private static String owner(Answer<Service> answer) {
    return answer instanceof Answer.Known<Service> known ? known.row().owner() : "";
  }

  @Test
  void whatIsNotAnsweredYetIsUnknownAndAskedOnce() {
    assertThat(cache.get(CART)).isInstanceOf(Answer.Unknown.class);
    assertThat(cache.get(CART)).isInstanceOf(Answer.Unknown.class);
    assertThat(directory.asked).hasSize(1);

    directory.asked.get(0).complete(Optional.of(ROW));

    assertThat(owner(cache.get(CART))).isEqualTo("shop");
    assertThat(directory.asked).hasSize(1);
  }

  @Test
  void anOldAnswerStaysUntilThereIsANewOneWhateverBecomesOfTheDirectory() {
    cache.get(CART);
    directory.asked.get(0).complete(Optional.of(ROW));
    cache.get(CART);
    now += Duration.ofMinutes(2).toNanos();

    assertThat(owner(cache.get(CART))).isEqualTo("shop");
    assertThat(directory.asked).hasSize(2);
    directory.asked.get(1).completeExceptionally(new IllegalStateException("down"));
    assertThat(owner(cache.get(CART))).isEqualTo("shop");
    assertThat(cache.failures()).isEqualTo(1);

    now += Duration.ofSeconds(2).toNanos();
    cache.get(CART);
    directory.asked.get(2).complete(Optional.of(ROW.replace("shop", "web")));
    assertThat(owner(cache.get(CART))).isEqualTo("web");
  }

  @Test
  void aFailureIsAskedAgainButNotWithEveryEvent() {
    cache.get(CART);
    directory.asked.get(0).completeExceptionally(new IllegalStateException("down"));
    for (int i = 0; i < 10; i++) {
      assertThat(cache.get(CART)).isInstanceOf(Answer.Unknown.class);
    }
    assertThat(directory.asked).hasSize(1);
    now += Duration.ofSeconds(1).toNanos();
    cache.get(CART);
    assertThat(directory.asked).hasSize(2);
  }

  @Test
  void thatThereIsNothingIsKnownToo() {
    cache.get(CART);
    directory.asked.get(0).complete(Optional.empty());

    assertThat(cache.get(CART)).isInstanceOf(Answer.Nothing.class);
    assertThat(directory.asked).hasSize(1);
  }

  @Test
  void aRowThatIsNotAsItShouldBeCountsAsNone() {
    cache.get(CART);
    directory.asked.get(0).complete(Optional.of("{\"owner\":7}"));

    assertThat(cache.get(CART)).isInstanceOf(Answer.Nothing.class);
    assertThat(cache.malformed()).isEqualTo(1);
  }

  @Test
  void itForgetsWhatWasNotAskedForLongest() {
    cache.get(CART);
    cache.get(new Key(Kind.SERVICE, "a"));
    cache.get(new Key(Kind.SERVICE, "b"));
    assertThat(directory.asked).hasSize(3);
    cache.get(CART);
    assertThat(directory.asked).hasSize(4);
  }

  @Test
  void theFirstWaitsTakeOnlyTheirShareOfTheTime() {
    DirectoryCache<Service> waiting =
        new DirectoryCache<>(
            directory,
            Reference.SERVICES,
            new DirectoryCache.Limits(
                1_000,
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(20),
                Duration.ofMillis(60)),
            System::nanoTime);
    long start = System.nanoTime();
    for (int i = 0; i < 500; i++) {
      waiting.get(new Key(Kind.SERVICE, "s" + i));
    }
    // Without a budget it would be ten seconds; three or four waits fit in, over two seconds' edge.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void anEventThatCouldNotBeEnrichedSaysSo() {
    DirectoryEnricher enricher = new DirectoryEnricher(directory);
    Event event = new Event();
    event.set(EcsField.SERVICE_NAME, "cart");
    enricher.enrich(event);
    assertThat(event.texts(EcsField.TAGS)).containsExactly(DirectoryEnricher.UNENRICHED);
    assertThat(enricher.unenriched()).isEqualTo(1);

    directory.asked.get(0).complete(Optional.of(ROW));
    event.clear();
    event.set(EcsField.SERVICE_NAME, "cart");
    enricher.enrich(event);
    assertThat(event.has(EcsField.TAGS)).isFalse();
    assertThat(event.vendorText("logstream.service.owner")).contains("shop");
    assertThat(enricher.enriched()).isEqualTo(1);
  }
}
