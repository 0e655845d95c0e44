package io.logstream.functions.graph;

import io.logstream.functions.event.Dependency;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jgrapht.nio.Attribute;
import org.jgrapht.nio.AttributeType;
import org.jgrapht.nio.DefaultAttribute;
import org.jgrapht.nio.dot.DOTExporter;
import org.jgrapht.nio.graphml.GraphMLExporter;

/** Writes a map for other tools, by JGraphT's exporters. */
public final class GraphExport {

  private GraphExport() {}

  /** GraphML: the edges with kind, calls, errors and durations. */
  public static String graphMl(ServiceGraph graph) {
    GraphMLExporter<String, Dependency> exporter = new GraphMLExporter<>();
    exporter.registerAttribute(
        "name", GraphMLExporter.AttributeCategory.NODE, AttributeType.STRING);
    exporter.registerAttribute(
        "kind", GraphMLExporter.AttributeCategory.EDGE, AttributeType.STRING);
    exporter.registerAttribute("calls", GraphMLExporter.AttributeCategory.EDGE, AttributeType.LONG);
    exporter.registerAttribute(
        "errors", GraphMLExporter.AttributeCategory.EDGE, AttributeType.LONG);
    exporter.registerAttribute(
        "p95_ms", GraphMLExporter.AttributeCategory.EDGE, AttributeType.DOUBLE);
    exporter.setVertexAttributeProvider(
        name -> Map.of("name", DefaultAttribute.createAttribute(name)));
    exporter.setEdgeAttributeProvider(GraphExport::attributes);
    return write(writer -> exporter.exportGraph(graph.shape(), writer));
  }

  /** Graphviz: an edge's label is its calls and its errors. */
  public static String dot(ServiceGraph graph) {
    DOTExporter<String, Dependency> exporter =
        new DOTExporter<>(name -> '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    exporter.setEdgeAttributeProvider(
        edge ->
            Map.of(
                "label",
                DefaultAttribute.createAttribute(
                    edge.errors() == 0
                        ? Long.toString(edge.calls())
                        : edge.calls() + ", " + edge.errors() + " failed")));
    return write(writer -> exporter.exportGraph(graph.shape(), writer));
  }

  private static Map<String, Attribute> attributes(Dependency edge) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    attributes.put(
        "kind", DefaultAttribute.createAttribute(edge.kind().name().toLowerCase(Locale.ROOT)));
    attributes.put("calls", DefaultAttribute.createAttribute(edge.calls()));
    attributes.put("errors", DefaultAttribute.createAttribute(edge.errors()));
    if (edge.latency().isKnown()) {
      attributes.put("p95_ms", DefaultAttribute.createAttribute(edge.latency().p95()));
    }
    return attributes;
  }

  private interface Writing {
    void to(StringWriter writer);
  }

  private static String write(Writing writing) {
    StringWriter writer = new StringWriter();
    writing.to(writer);
    return writer.toString();
  }
}
