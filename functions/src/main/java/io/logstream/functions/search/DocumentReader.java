package io.logstream.functions.search;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.logstream.functions.region.FirstReceipt;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/**
 * Reads of an event's JSON the five fields that say where it belongs, without building the rest:
 * one that a region's collector received has the version of {@link FirstReceipt}, since the same
 * event may come from several regions.
 *
 * <p>Never throws on bad input: what cannot be indexed becomes a refused {@link IndexDocument}, so
 * that good and bad records take one way and each ends either in the index or in the dead letters.
 */
public final class DocumentReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] NO_KEY = new byte[0];

  private DocumentReader() {}

  /**
   * The document of a record.
   *
   * @param value the record's value, ECS JSON; null (a tombstone) is refused
   * @param key the record's key, or null
   * @param origin {@code topic-partition-offset}
   * @param written the record's time stamp in milliseconds, in place of a missing {@code
   *     event.created}
   */
  public static IndexDocument read(byte[] value, byte[] key, String origin, long written) {
    byte[] safeKey = key == null ? NO_KEY : key;
    if (value == null) {
      return refused(NO_KEY, safeKey, origin, "index: expected a JSON object, found no value");
    }
    try (JsonParser json = JSON.createParser(value)) {
      Found found = new Found();
      found.read(json);
      return found.document(oneLine(value), safeKey, origin, written);
    } catch (IOException | DateTimeException e) {
      return refused(value, safeKey, origin, "index: expected an ECS event, found " + problem(e));
    }
  }

  private static String problem(Exception e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static IndexDocument refused(byte[] value, byte[] key, String origin, String why) {
    return new IndexDocument("", "", value, key, origin, why);
  }

  /** A line break inside a document, which JSON allows between tokens, would end it in a bulk. */
  private static byte[] oneLine(byte[] json) {
    byte[] line = json;
    for (int i = 0; i < json.length; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        line = line == json ? Arrays.copyOf(json, json.length) : line;
        line[i] = ' ';
      }
    }
    return line;
  }

  private static final class Found {
    private String id = "";
    private String dataset = "unknown";
    private String region = "";
    private Instant time;
    private Instant created;

    void read(JsonParser json) throws IOException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken token = json.nextToken();
        if (name.equals("event") && token == JsonToken.START_OBJECT) {
          readEvent(json);
        } else if (name.equals("logstream") && token == JsonToken.START_OBJECT) {
          readWay(json);
        } else if (name.equals("@timestamp") && token == JsonToken.VALUE_STRING) {
          time = Instant.parse(json.getText());
        } else {
          json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new IOException("more after the JSON object");
      }
    }

    private void readEvent(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() != JsonToken.VALUE_STRING) {
          json.skipChildren();
          continue;
        }
        switch (name) {
          case "id" -> id = json.getText();
          case "dataset" -> dataset = json.getText();
          case "created" -> created = Instant.parse(json.getText());
          default -> {}
        }
      }
    }

    private void readWay(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING && name.equals("region")) {
          region = json.getText();
        } else {
          json.skipChildren();
        }
      }
    }

    IndexDocument document(byte[] source, byte[] key, String origin, long written)
        throws IOException {
      if (id.isEmpty()) {
        throw new IOException("no event.id");
      }
      // Elasticsearch's limit for an id, in bytes.
      if (id.length() > 512) {
        throw new IOException("an event.id of " + id.length() + " characters; 512 are allowed");
      }
      if (time == null) {
        throw new IOException("no @timestamp");
      }
      Instant received = created == null ? Instant.ofEpochMilli(written) : created;
      return new IndexDocument(
          id,
          IndexNames.of(dataset, time, received),
          source,
          key,
          origin,
          "",
          region.isEmpty() ? IndexDocument.NO_VERSION : FirstReceipt.version(received, region));
    }
  }
}
