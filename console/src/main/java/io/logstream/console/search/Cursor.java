package io.logstream.console.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.console.ApiException;
import java.io.IOException;
import java.util.Base64;

/**
 * Where a page ended, as a text that the client hands back unread: the sort values of its last hit,
 * and the point in time that the pages are of, where there is one.
 *
 * @param after the sort values
 * @param pointInTime its id; empty where the pages follow the index as it grows
 */
record Cursor(ArrayNode after, String pointInTime) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Cursor read(String text) {
    try {
      JsonNode json = JSON.readTree(Base64.getUrlDecoder().decode(text));
      if (json.path("after") instanceof ArrayNode after) {
        return new Cursor(after, json.path("pit").asText(""));
      }
    } catch (IOException | IllegalArgumentException e) {
      // Said below, the same for all.
    }
    throw ApiException.badRequest("cursor", "expected the cursor of a page before, found another");
  }

  String write() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("after", after);
    if (!pointInTime.isEmpty()) {
      json.put("pit", pointInTime);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.toString().getBytes(UTF_8));
  }
}
