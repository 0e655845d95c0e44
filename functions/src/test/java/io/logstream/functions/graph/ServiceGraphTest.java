package io.logstream.functions.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.ServiceCall.Kind;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceGraphTest {

  private final Edges edges = new Edges();

  private void calls(String caller, String callee, int count) {
    for (int i = 0; i < count; i++) {
      edges.add(
          new EdgeCall(caller, callee, Kind.SERVICE, 0, 1_000_000L * (i + 1), -1, i == 0, -1));
    }
  }

  private ServiceGraph graph() {
    return ServiceGraph.of(edges.dependencies(0, 1_000_000_000L));
  }

  @Test
  void anEdgeSumsItsCalls() {
    calls("a", "b", 100);

    Dependency edge = graph().edge("a", "b").orElseThrow();
    assertThat(edge.calls()).isEqualTo(100);
    assertThat(edge.errors()).isEqualTo(1);
    assertThat(edge.latency().p50()).isCloseTo(50, offset(3.0));
    assertThat(edge.server().isKnown()).isFalse();
  }

  @Test
  void mergedEdgesAreTheEdgeOfAllCalls() {
    Edge one = new Edge("a", "b", Kind.SERVICE);
    Edge other = new Edge("a", "b", Kind.SERVICE);
    for (int i = 0; i < 1000; i++) {
      (i % 2 == 0 ? one : other)
          .add(new EdgeCall("a", "b", Kind.SERVICE, 0, i * 1_000_000L, 0, i < 10, 5));
    }
    one.merge(other);

    Dependency all = one.dependency(0, 1, 1);
    assertThat(all.calls()).isEqualTo(1000);
    assertThat(all.errors()).isEqualTo(10);
    assertThat(all.bytes()).isEqualTo(5000);
    assertThat(all.client().p95()).isCloseTo(950, offset(20.0));
  }

  @Test
  void whatDependsOnAServiceDoesSoByItsShareOfRequests() {
    calls("web", "orders", 100);
    calls("web", "search", 100);
    calls("orders", "stock", 50);
    calls("search", "stock", 10);

    Map<String, Double> dependents = graph().dependents("stock");
    assertThat(dependents.get("orders")).isCloseTo(0.5, offset(1e-9));
    assertThat(dependents.get("search")).isCloseTo(0.1, offset(1e-9));
    assertThat(dependents.get("web")).isCloseTo(1 - 0.5 * 0.9, offset(1e-9));
    assertThat(dependents).doesNotContainKey("stock");
    assertThat(graph().dependents("web")).isEmpty();
  }

  @Test
  void dependenciesAreFollowedThroughCycles() {
    calls("a", "b", 1);
    calls("b", "c", 1);
    calls("c", "b", 1);

    assertThat(graph().dependencies("a")).containsExactly("b", "c");
    assertThat(graph().dependents("c").keySet()).containsExactlyInAnyOrder("a", "b");
    assertThat(graph().cycles()).containsExactly(Set.of("b", "c"));
  }

  @Test
  void aServiceThatHoldsTwoPartsTogetherIsAnArticulationPoint() {
    calls("a", "hub", 1);
    calls("b", "hub", 1);
    calls("hub", "store", 1);

    assertThat(graph().articulationPoints()).containsExactly("hub");
  }
}
