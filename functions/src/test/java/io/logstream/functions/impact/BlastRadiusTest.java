package io.logstream.functions.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.Dependency.Latency;
import io.logstream.functions.event.ServiceCall.Kind;
import io.logstream.functions.graph.ServiceGraph;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlastRadiusTest {

  private static final long MINUTE = 60_000_000_000L;

  private final List<Dependency> edges = new ArrayList<>();

  private void calls(String caller, String callee, Kind kind, long calls) {
    edges.add(
        new Dependency(
            caller, callee, kind, 0, MINUTE, calls, 0, Latency.UNKNOWN, Latency.UNKNOWN, -1, 1));
  }

  private List<Affected> of(String changed, double harm) {
    return BlastRadius.of(ServiceGraph.of(edges), changed, harm);
  }

  private static Affected of(List<Affected> all, String service) {
    return all.stream().filter(one -> one.service().equals(service)).findFirst().orElseThrow();
  }

  private void shop() {
    calls("web", "cart", Kind.SERVICE, 600);
    calls("web", "search", Kind.SERVICE, 600);
    calls("cart", "stock", Kind.SERVICE, 300);
    calls("stock", "shop-db", Kind.DATABASE, 300);
  }

  @Test
  void whoNeedsTheChangedServiceComesBeforeWhoDoesNot() {
    shop();

    assertThat(of("stock", 1))
        .extracting(Affected::service)
        .containsExactly("cart", "web", "search");
  }

  @Test
  void dependenceIsTheShareOfRequestsThatNeedIt() {
    shop();

    assertThat(of(of("stock", 1), "cart").dependence()).isCloseTo(0.5, offset(1e-9));
    assertThat(of(of("stock", 1), "cart").hops()).isEqualTo(1);
    assertThat(of(of("stock", 1), "web").hops()).isEqualTo(2);
    assertThat(of(of("stock", 1), "search").dependence()).isZero();
    assertThat(of(of("stock", 1), "search").hops()).isEqualTo(Affected.UNREACHED);
  }

  @Test
  void aChangeThatHardlyHarmsIsHardlyFelt() {
    shop();

    Affected surely = of(of("stock", 1), "cart");
    Affected hardly = of(of("stock", 0.1), "cart");
    assertThat(hardly.ifHarmful()).isEqualTo(surely.ifHarmful());
    assertThat(hardly.probability()).isCloseTo(surely.probability() / 10, offset(1e-9));
    assertThat(hardly.requestsAtRisk())
        .as("a tenth of .8 of half of ten a second")
        .isCloseTo(0.4, offset(1e-9));
  }

  @Test
  void databasesAreNotRankedAndNeitherIsTheChangedService() {
    shop();

    assertThat(of("web", 1))
        .extracting(Affected::service)
        .containsExactly("cart", "search", "stock");
    assertThat(of("shop-db", 1).get(0).service()).isEqualTo("stock");
  }

  @Test
  void anUnknownServiceIsFeltThroughLoadAlone() {
    shop();

    assertThat(of("nobody", 1)).allSatisfy(one -> assertThat(one.dependence()).isZero()).hasSize(4);
  }
}
