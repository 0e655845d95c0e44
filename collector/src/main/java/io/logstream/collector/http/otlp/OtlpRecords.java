package io.logstream.collector.http.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.logstream.collector.http.BadRequestException;
import io.logstream.functions.event.JsonBytes;
import java.io.IOException;
import java.util.List;

/**
 * Takes an OTLP request apart: each log record, span and metric data point becomes a request of its
 * own in OTLP/JSON, with its resource and scope, as the format {@code otlp} reads it:
 *
 * <pre>{@code
 * {"resourceLogs":[{"resource":{…},"scopeLogs":[{"scope":{…},"logRecords":[{…}]}]}]}
 * }</pre>
 */
public final class OtlpRecords {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NO_STREAM = List.of("", "");

  private OtlpRecords() {}

  /** Gives memory for what a body becomes. */
  @FunctionalInterface
  public interface Memory {
    /**
     * @throws BadRequestException if there is not so much
     */
    void reserve(long bytes) throws BadRequestException;
  }

  /** Takes one record. */
  @FunctionalInterface
  public interface Output {
    /**
     * @param host the resource's {@code host.name}; may be empty
     * @param service the resource's {@code service.name}; may be empty
     */
    void record(String host, String service, byte[] json) throws BadRequestException;
  }

  /**
   * From protobuf.
   *
   * @throws BadRequestException if the body is not such a message
   */
  public static void fromProtobuf(OtlpSignal signal, byte[] body, Memory memory, Output out)
      throws BadRequestException {
    Message request;
    try {
      memory.reserve(ProtoMemory.of(signal.type(), body));
      request = signal.parse(body);
    } catch (InvalidProtocolBufferException e) {
      throw new BadRequestException(
          "expected OTLP %s in protobuf: %s".formatted(signal.path(), e.getMessage()));
    }
    JsonBytes json = new JsonBytes(1024);
    for (Message resourceGroup : messages(request, signal.resources())) {
      Message resource = message(resourceGroup, "resource");
      List<String> stream = stream(resource);
      for (Message scopeGroup : messages(resourceGroup, signal.scopes())) {
        byte[] head = head(signal, resource, scopeGroup, json);
        byte[] tail = tail(schemaUrl(scopeGroup), schemaUrl(resourceGroup));
        for (Message record : messages(scopeGroup, signal.records())) {
          for (Message single : OtlpDataPoints.single(signal, record)) {
            json.reset().raw(head);
            ProtoJson.write(single, json);
            out.record(stream.get(0), stream.get(1), json.raw(tail).toByteArray());
          }
        }
      }
    }
  }

  private static byte[] head(
      OtlpSignal signal, Message resource, Message scopeGroup, JsonBytes json) {
    json.reset().ascii("{\"").ascii(signal.resources()).ascii("\":[{\"resource\":");
    ProtoJson.write(resource, json);
    json.ascii(",\"").ascii(signal.scopes()).ascii("\":[{\"scope\":");
    ProtoJson.write(message(scopeGroup, "scope"), json);
    return json.ascii(",\"").ascii(signal.records()).ascii("\":[").toByteArray();
  }

  private static byte[] tail(String scopeSchema, String resourceSchema) {
    JsonBytes tail = new JsonBytes(64).raw(']');
    schemaUrl(scopeSchema, tail);
    tail.ascii("}]");
    schemaUrl(resourceSchema, tail);
    return tail.ascii("}]}").toByteArray();
  }

  private static void schemaUrl(String url, JsonBytes json) {
    if (!url.isEmpty()) {
      json.ascii(",\"schemaUrl\":").string(url);
    }
  }

  private static String schemaUrl(Message group) {
    return (String) group.getField(field(group, "schemaUrl"));
  }

  static FieldDescriptor field(Message message, String jsonName) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.getJsonName().equals(jsonName)) {
        return field;
      }
    }
    throw new IllegalStateException(
        message.getDescriptorForType().getFullName() + " has no " + jsonName);
  }

  private static Message message(Message of, String jsonName) {
    return (Message) of.getField(field(of, jsonName));
  }

  @SuppressWarnings("unchecked") // Each of these lists is one of messages.
  private static List<Message> messages(Message of, String jsonName) {
    return (List<Message>) of.getField(field(of, jsonName));
  }

  private static List<String> stream(Message resource) {
    String host = "";
    String service = "";
    for (Message attribute : messages(resource, "attributes")) {
      String key = (String) attribute.getField(field(attribute, "key"));
      Message value = message(attribute, "value");
      if (key.equals("host.name")) {
        host = (String) value.getField(field(value, "stringValue"));
      } else if (key.equals("service.name")) {
        service = (String) value.getField(field(value, "stringValue"));
      }
    }
    return List.of(host, service);
  }

  /**
   * From JSON.
   *
   * @throws BadRequestException if the body is not such an object
   */
  public static void fromJson(OtlpSignal signal, byte[] body, Output out)
      throws BadRequestException {
    JsonNode request;
    try {
      request = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new BadRequestException("expected OTLP/JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new BadRequestException("expected OTLP/JSON: " + e.getMessage());
    }
    if (request == null || !request.isObject()) {
      throw new BadRequestException("expected an object with \"%s\"".formatted(signal.resources()));
    }
    for (JsonNode resourceGroup : request.path(signal.resources())) {
      List<String> stream = stream(resourceGroup.path("resource"));
      for (JsonNode scopeGroup : resourceGroup.path(signal.scopes())) {
        for (JsonNode record : scopeGroup.path(signal.records())) {
          for (JsonNode single : OtlpDataPoints.single(signal, record)) {
            byte[] json = one(signal, resourceGroup, scopeGroup, single);
            out.record(stream.get(0), stream.get(1), json);
          }
        }
      }
    }
  }

  private static byte[] one(
      OtlpSignal signal, JsonNode resourceGroup, JsonNode scopeGroup, JsonNode record)
      throws BadRequestException {
    ObjectNode request = JSON.createObjectNode();
    ObjectNode resource = request.putArray(signal.resources()).addObject();
    copy(resourceGroup, "resource", resource);
    ObjectNode scope = resource.putArray(signal.scopes()).addObject();
    copy(scopeGroup, "scope", scope);
    scope.putArray(signal.records()).add(record);
    copy(scopeGroup, "schemaUrl", scope);
    copy(resourceGroup, "schemaUrl", resource);
    try {
      return JSON.writeValueAsBytes(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that was read", e);
    }
  }

  private static void copy(JsonNode from, String name, ObjectNode to) {
    if (from.has(name)) {
      to.set(name, from.get(name));
    }
  }

  private static List<String> stream(JsonNode resource) {
    String host = "";
    String service = "";
    for (JsonNode attribute : resource.path("attributes")) {
      String value = attribute.path("value").path("stringValue").asText("");
      switch (attribute.path("key").asText("")) {
        case "host.name" -> host = value;
        case "service.name" -> service = value;
        default -> {}
      }
    }
    return host.isEmpty() && service.isEmpty() ? NO_STREAM : List.of(host, service);
  }
}
