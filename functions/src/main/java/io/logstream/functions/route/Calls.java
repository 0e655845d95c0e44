package io.logstream.functions.route;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCall.Kind;
import io.logstream.functions.event.ServiceCall.Side;
import java.util.Locale;
import java.util.Optional;

/**
 * Derives the {@link ServiceCall} that an event reports: a client's line that names its peer, a
 * proxy's line with an upstream, a server's access line, a span.
 */
public final class Calls {

  private Calls() {}

  /** The call that the event reports; empty where it reports none. */
  public static Optional<ServiceCall> of(Event event) {
    String service = text(event, EcsField.SERVICE_NAME);
    if (service.isEmpty()) {
      return Optional.empty();
    }
    String spanKind = event.vendorText("otel.span.kind").orElse("").toLowerCase(Locale.ROOT);
    String target = target(event);
    boolean span = event.has(EcsField.SPAN_ID) && event.has(EcsField.EVENT_DURATION);
    boolean request =
        event.has(EcsField.HTTP_RESPONSE_STATUS_CODE) && event.has(EcsField.HTTP_REQUEST_METHOD);
    if (!spanKind.isEmpty()) {
      return spanKind.equals("client") || spanKind.equals("producer")
          ? Optional.of(call(event, Side.CLIENT, service, target))
          : Optional.of(
              call(
                  event,
                  spanKind.equals("server") || spanKind.equals("consumer")
                      ? Side.SERVER
                      : Side.UNKNOWN,
                  "",
                  service));
    }
    if (!target.isEmpty() && (request || span || event.has(EcsField.EVENT_OUTCOME))) {
      return Optional.of(call(event, Side.CLIENT, service, target));
    }
    if (request) {
      return Optional.of(call(event, Side.SERVER, "", service));
    }
    return Optional.empty();
  }

  /** The name of what was called, else its address with the port; empty where neither is stated. */
  private static String target(Event event) {
    String name = text(event, EcsField.SERVICE_TARGET_NAME);
    if (!name.isEmpty()) {
      return name;
    }
    String address = text(event, EcsField.SERVICE_TARGET_ADDRESS);
    if (address.isEmpty()) {
      address = text(event, EcsField.DESTINATION_ADDRESS);
      long port = event.number(EcsField.DESTINATION_PORT, 0);
      if (!address.isEmpty() && port > 0) {
        address += ":" + port;
      }
    }
    return address;
  }

  private static ServiceCall call(Event event, Side side, String caller, String callee) {
    long end = event.number(EcsField.TIMESTAMP, 0);
    long duration = event.number(EcsField.EVENT_DURATION, ServiceCall.UNKNOWN);
    // A line is written when the call is over; what starts then is stated as such.
    long start = event.number(EcsField.EVENT_START, end - Math.max(0, duration));
    return new ServiceCall(
        text(event, EcsField.EVENT_ID),
        side,
        kind(event),
        caller,
        callee,
        operation(event),
        text(event, EcsField.TRACE_ID),
        text(event, EcsField.SPAN_ID),
        event.vendorText("otel.span.parent_id").orElse(""),
        start,
        duration,
        "failure".equals(event.textOrNull(EcsField.EVENT_OUTCOME))
            || event.number(EcsField.HTTP_RESPONSE_STATUS_CODE, 0) >= 500,
        event.number(EcsField.HTTP_RESPONSE_BYTES, ServiceCall.UNKNOWN));
  }

  private static Kind kind(Event event) {
    return switch (text(event, EcsField.SERVICE_TARGET_TYPE)) {
      case "", "http", "grpc", "service" -> Kind.SERVICE;
      case "kafka", "rabbitmq", "messaging", "jms", "sqs", "pulsar", "activemq" -> Kind.MESSAGING;
      case "external" -> Kind.EXTERNAL;
      default -> Kind.DATABASE;
    };
  }

  private static String operation(Event event) {
    Optional<String> name = event.vendorText("otel.span.name");
    if (name.isPresent()) {
      return name.get();
    }
    String method = text(event, EcsField.HTTP_REQUEST_METHOD);
    String path = text(event, EcsField.URL_PATH);
    return method.isEmpty() ? "" : method + " " + Operations.withoutIds(path);
  }

  private static String text(Event event, EcsField field) {
    String value = event.textOrNull(field);
    return value == null ? "" : value;
  }
}
