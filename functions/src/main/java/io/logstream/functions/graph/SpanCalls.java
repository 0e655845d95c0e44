package io.logstream.functions.graph;

import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCall.Kind;
import io.logstream.functions.event.ServiceCall.Side;
import io.logstream.functions.otlp.Span;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Makes the {@link ServiceCall} of a span: what it called by OpenTelemetry's conventions for HTTP,
 * databases and messaging, and by the name of a span of SQL where it has no attributes.
 */
public final class SpanCalls {

  private static final Set<String> SQL =
      Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "CALL", "CREATE", "ALTER", "DROP");

  private SpanCalls() {}

  /** The call that a span reports, or the work within a service. */
  public static ServiceCall of(Span span) {
    Map<String, String> attributes = span.attributes();
    String service = span.resource().service();
    String database = database(span);
    if (!database.isEmpty()) {
      return call(span, Side.CLIENT, Kind.DATABASE, service, database);
    }
    return switch (span.kind()) {
      case CLIENT -> call(span, Side.CLIENT, Kind.SERVICE, service, peer(attributes));
      case PRODUCER -> call(span, Side.CLIENT, Kind.MESSAGING, service, broker(attributes));
      case SERVER -> call(span, Side.SERVER, Kind.SERVICE, "", service);
      case CONSUMER -> call(span, Side.SERVER, Kind.MESSAGING, "", service);
      case INTERNAL, UNSPECIFIED -> call(span, Side.UNKNOWN, Kind.SERVICE, "", service);
    };
  }

  private static ServiceCall call(Span span, Side side, Kind kind, String caller, String callee) {
    return new ServiceCall(
        span.spanId(),
        side,
        kind,
        caller,
        callee,
        span.name(),
        span.traceId(),
        span.spanId(),
        span.parentSpanId(),
        span.start(),
        span.duration(),
        span.failed(),
        ServiceCall.UNKNOWN);
  }

  private static String peer(Map<String, String> attributes) {
    String name = attributes.getOrDefault("peer.service", "");
    if (!name.isEmpty()) {
      return name;
    }
    String address =
        attributes.getOrDefault("server.address", attributes.getOrDefault("net.peer.name", ""));
    String port =
        attributes.getOrDefault("server.port", attributes.getOrDefault("net.peer.port", ""));
    return port.isEmpty() || address.isEmpty() ? address : address + ":" + port;
  }

  private static String broker(Map<String, String> attributes) {
    return attributes.getOrDefault(
        "messaging.destination.name",
        attributes.getOrDefault("messaging.system", peer(attributes)));
  }

  /**
   * The database's name; empty where the span calls none. Without attributes, a span named <code>
   * SELECT shop.orders</code> calls the database {@code shop}, as JDBC's instrumentation names it.
   */
  private static String database(Span span) {
    Map<String, String> attributes = span.attributes();
    String system =
        attributes.getOrDefault("db.system.name", attributes.getOrDefault("db.system", ""));
    String name = attributes.getOrDefault("db.namespace", attributes.getOrDefault("db.name", ""));
    if (!system.isEmpty() || !name.isEmpty()) {
      return name.isEmpty() ? system : name;
    }
    String operation = span.name();
    int blank = operation.indexOf(' ');
    int dot = operation.indexOf('.', blank + 1);
    boolean statement =
        blank > 0
            && dot > blank + 1
            && operation.indexOf(' ', blank + 1) < 0
            && SQL.contains(operation.substring(0, blank).toUpperCase(Locale.ROOT));
    return statement ? operation.substring(blank + 1, dot) : "";
  }
}
