package io.logstream.functions.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.Dependency;
import io.logstream.functions.event.Dependency.Latency;
import io.logstream.functions.event.DependencyJson;
import io.logstream.functions.event.ServiceCall.Kind;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphDifferenceTest {

  private static Dependency edge(String caller, String callee, long calls, double p95) {
    Latency latency = new Latency(p95 / 2, p95, 2 * p95);
    return new Dependency(
        caller, callee, Kind.SERVICE, 0, 1_000, calls, 0, latency, Latency.UNKNOWN, 7, 0.5);
  }

  @Test
  void edgesAppearVanishAndChange() {
    ServiceGraph before =
        ServiceGraph.of(List.of(edge("a", "b", 100, 10), edge("a", "c", 100, 10)));
    ServiceGraph after = ServiceGraph.of(List.of(edge("a", "b", 110, 25), edge("a", "d", 100, 10)));

    GraphDifference difference = GraphDifference.between(before, after);

    assertThat(difference.appeared()).extracting(Dependency::callee).containsExactly("d");
    assertThat(difference.vanished()).extracting(Dependency::callee).containsExactly("c");
    assertThat(difference.changed())
        .extracting(changed -> changed.after().callee())
        .containsExactly("b");
  }

  @Test
  void theSameTwiceIsNoDifference() {
    ServiceGraph graph = ServiceGraph.of(List.of(edge("a", "b", 100, 10)));

    assertThat(GraphDifference.between(graph, graph))
        .isEqualTo(new GraphDifference(List.of(), List.of(), List.of()));
  }

  @Test
  void exportsNameTheEdges() {
    ServiceGraph graph = ServiceGraph.of(List.of(edge("a \"b\"", "c", 100, 10)));

    assertThat(GraphExport.dot(graph)).contains("\"a \\\"b\\\"\" -> \"c\"").contains("100");
    assertThat(GraphExport.graphMl(graph)).contains("<graphml").contains("a \"b\"</data>");
  }

  @Test
  void aDependencyIsReadAsItWasWritten() throws IOException {
    Dependency edge = edge("a", "b", 100, 10);

    assertThat(DependencyJson.read(new DependencyJson().write(edge))).isEqualTo(edge);
  }

  @Test
  void theEdgeOfBytesIsTheEdge() {
    Edge edge = new Edge("a", "b", Kind.DATABASE);
    for (int i = 1; i <= 500; i++) {
      edge.add(new EdgeCall("a", "b", Kind.DATABASE, 0, i * 1_000_000L, -1, i % 5 == 0, 3));
    }

    assertThat(Edge.of("a", "b", edge.toBytes()).dependency(0, 1, 1))
        .isEqualTo(edge.dependency(0, 1, 1));
  }
}
