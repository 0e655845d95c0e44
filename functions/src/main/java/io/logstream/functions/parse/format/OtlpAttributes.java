package io.logstream.functions.parse.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.Event.RawJson;
import io.logstream.functions.parse.ParseContext;

/**
 * OpenTelemetry's attributes by its semantic conventions, those before 1.23 too, as fields of the
 * schema; what they do not name under {@code otel.resource} and {@code otel.attributes}.
 */
final class OtlpAttributes {

  private static final VendorFields RESOURCE =
      new VendorFields(Otlp.NAME, "otel.resource")
          .map(EcsField.SERVICE_NAME, "service.name")
          .map(EcsField.SERVICE_VERSION, "service.version")
          .map(EcsField.SERVICE_NODE_NAME, "service.instance.id")
          .map(
              EcsField.SERVICE_ENVIRONMENT, "deployment.environment", "deployment.environment.name")
          .map(EcsField.HOST_HOSTNAME, "host.name")
          .map(EcsField.HOST_ID, "host.id")
          .map(EcsField.HOST_ARCHITECTURE, "host.arch")
          .map(EcsField.HOST_IP, "host.ip")
          .map(EcsField.HOST_MAC, "host.mac")
          .map(EcsField.HOST_OS_TYPE, "os.type")
          .map(EcsField.HOST_OS_NAME, "os.name")
          .map(EcsField.HOST_OS_VERSION, "os.version")
          .map(EcsField.PROCESS_PID, "process.pid")
          .map(EcsField.PROCESS_NAME, "process.executable.name")
          .map(EcsField.PROCESS_EXECUTABLE, "process.executable.path")
          .map(EcsField.PROCESS_COMMAND_LINE, "process.command_line")
          .map(EcsField.USER_NAME, "process.owner")
          .map(EcsField.CONTAINER_ID, "container.id")
          .map(EcsField.CONTAINER_NAME, "container.name", "k8s.container.name")
          .map(EcsField.CONTAINER_IMAGE_NAME, "container.image.name")
          .map(EcsField.CLOUD_PROVIDER, "cloud.provider")
          .map(EcsField.CLOUD_ACCOUNT_ID, "cloud.account.id")
          .map(EcsField.CLOUD_REGION, "cloud.region")
          .map(EcsField.CLOUD_AVAILABILITY_ZONE, "cloud.availability_zone")
          .map(EcsField.CLOUD_INSTANCE_ID, "cloud.instance.id")
          .map(EcsField.ORCHESTRATOR_CLUSTER_NAME, "k8s.cluster.name")
          .map("k8s.pod.name", own("kubernetes.pod.name"))
          .map("k8s.pod.uid", own("kubernetes.pod.uid"))
          .map("k8s.node.name", own("kubernetes.node.name"))
          .map("k8s.namespace.name", own("kubernetes.namespace"))
          .map("k8s.deployment.name", own("kubernetes.deployment.name"))
          .map("k8s.statefulset.name", own("kubernetes.statefulset.name"))
          .map("k8s.daemonset.name", own("kubernetes.daemonset.name"));

  private static final VendorFields RECORD =
      new VendorFields(Otlp.NAME, "otel.attributes")
          .map(EcsField.HTTP_REQUEST_METHOD, "http.request.method", "http.method")
          .map(EcsField.HTTP_RESPONSE_STATUS_CODE, "http.response.status_code", "http.status_code")
          .map(
              EcsField.HTTP_REQUEST_BODY_BYTES,
              "http.request.body.size",
              "http.request_content_length")
          .map(
              EcsField.HTTP_RESPONSE_BODY_BYTES,
              "http.response.body.size",
              "http.response_content_length")
          .map(EcsField.HTTP_VERSION, "network.protocol.version", "http.flavor")
          .map(EcsField.URL_ORIGINAL, "url.full", "http.url", "http.target")
          .map(EcsField.URL_PATH, "url.path")
          .map(EcsField.URL_QUERY, "url.query")
          .map(EcsField.URL_SCHEME, "url.scheme", "http.scheme")
          .map(EcsField.USER_AGENT_ORIGINAL, "user_agent.original", "http.user_agent")
          .map(EcsField.DESTINATION_ADDRESS, "server.address", "net.peer.name", "net.peer.ip")
          .map(EcsField.DESTINATION_PORT, "server.port", "net.peer.port")
          .map(EcsField.SOURCE_ADDRESS, "client.address", "http.client_ip", "source.address")
          .map(EcsField.SOURCE_PORT, "client.port", "source.port")
          .map(EcsField.NETWORK_TRANSPORT, "network.transport")
          .map(EcsField.NETWORK_PROTOCOL, "network.protocol.name")
          .map(EcsField.SERVICE_TARGET_NAME, "peer.service")
          .map(EcsField.ERROR_TYPE, "exception.type", "error.type")
          .map(EcsField.ERROR_MESSAGE, "exception.message")
          .map(EcsField.ERROR_STACK_TRACE, "exception.stacktrace")
          .map(EcsField.USER_ID, "enduser.id", "user.id")
          .map(EcsField.USER_NAME, "user.name")
          .map(EcsField.PROCESS_THREAD_ID, "thread.id")
          .map(EcsField.PROCESS_THREAD_NAME, "thread.name")
          .map(EcsField.LOG_FILE_PATH, "log.file.path")
          .map(EcsField.LOG_ORIGIN_FILE_NAME, "code.filepath", "code.file.path")
          .map(EcsField.LOG_ORIGIN_FILE_LINE, "code.lineno", "code.line.number")
          .map(EcsField.LOG_ORIGIN_FUNCTION, "code.function", "code.function.name")
          .map(EcsField.EVENT_ACTION, "event.name");

  private final ParseContext context;
  private final Event event;

  OtlpAttributes(ParseContext context, Event event) {
    this.context = context;
    this.event = event;
  }

  private static VendorFields.Meaning own(String path) {
    return (event, value, context) -> event.vendor(path, value);
  }

  void resource(JsonNode attributes) {
    take(RESOURCE, attributes);
  }

  void record(JsonNode attributes) {
    take(RECORD, attributes);
  }

  private void take(VendorFields table, JsonNode attributes) {
    for (JsonNode attribute : attributes) {
      String key = attribute.path("key").asText();
      JsonNode value = attribute.path("value");
      if (value.has("stringValue")) {
        table.take(event, key, value.path("stringValue").asText(), context);
      } else if (value.has("intValue")) {
        whole(table, key, value.path("intValue").asText());
      } else if (value.has("doubleValue")) {
        event.vendor(table.path(key), value.path("doubleValue").asDouble());
      } else if (value.has("boolValue")) {
        event.vendor(table.path(key), value.path("boolValue").asBoolean());
      } else if (value.has("arrayValue")) {
        list(table, key, value.path("arrayValue").path("values"));
      } else if (value.size() > 0) {
        event.vendor(table.path(key), new RawJson(OtlpValues.plain(value).toString()));
      }
    }
  }

  /** Integers are texts in OTLP/JSON, since 64 bits do not fit JSON's numbers. */
  private void whole(VendorFields table, String key, String value) {
    if (table.knows(key)) {
      table.take(event, key, value, context);
      return;
    }
    try {
      event.vendor(table.path(key), Long.parseLong(value));
    } catch (NumberFormatException e) {
      event.vendor(table.path(key), value);
    }
  }

  private void list(VendorFields table, String key, JsonNode values) {
    if (table.knows(key)) {
      for (JsonNode value : values) {
        table.take(event, key, OtlpValues.text(value), context);
      }
    } else {
      event.vendor(table.path(key), new RawJson(OtlpValues.plainList(values).toString()));
    }
  }
}
