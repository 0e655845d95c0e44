package io.logstream.functions.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;

/**
 * A row of a control topic as it stands in Kafka. What broadcast state keeps: the bytes that were
 * written, so that a job whose tables have grown a column reads its old state. A plain object with
 * public fields so that Flink serializes it without Kryo.
 */
public final class ControlRow {

  private static final ObjectMapper JSON = new ObjectMapper();

  public String topic = "";
  public int partition;
  public long offset;

  /** The record's key. */
  public byte[] key = {};

  /** The row in JSON; empty where the record is a tombstone. */
  public byte[] value = {};

  /** Where it stands: {@code topic-partition-offset}. */
  public String origin() {
    return topic + '-' + partition + '-' + offset;
  }

  /** Whether the record takes a row away. */
  public boolean isTombstone() {
    return value.length == 0;
  }

  /**
   * The row's id: the key as text, or its {@code id} where SQL wrote the key as a JSON object.
   *
   * @throws InvalidRowException if there is none
   */
  public String id() throws InvalidRowException {
    String text = new String(key, StandardCharsets.UTF_8);
    if (text.startsWith("{")) {
      try {
        JsonNode id = JSON.readTree(text).path("id");
        text = id.isTextual() ? id.textValue() : "";
      } catch (JsonProcessingException e) {
        throw new InvalidRowException("key: expected an id, or JSON with an id", e);
      }
    }
    if (text.isEmpty()) {
      throw new InvalidRowException("key: expected an id, found none");
    }
    return text;
  }
}
