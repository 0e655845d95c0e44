package io.logstream.functions.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The control rows in force, typed. A row that cannot be applied changes nothing: the last good one
 * of its id stays. Not safe for use by two threads.
 *
 * <p>A row's id is its own within its topic, whatever its kind, as Kafka's compaction has it.
 */
public final class ControlView {

  /** What became of a row. */
  public enum Outcome {
    /** It is in force. */
    PUT,
    /** Its id is no longer. */
    REMOVED,
    /** It is of a kind that is not read here, or takes away what was not there. */
    IGNORED,
    /** It cannot be applied. */
    REFUSED
  }

  /**
   * What became of a row, and why.
   *
   * @param error what was expected, what came and where; empty unless it was refused
   */
  public record Result(Outcome outcome, String error) {
    private static final Result PUT = new Result(Outcome.PUT, "");
    private static final Result REMOVED = new Result(Outcome.REMOVED, "");
    private static final Result IGNORED = new Result(Outcome.IGNORED, "");
  }

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Map<ControlKind, ControlTable<?>> tables = new EnumMap<>(ControlKind.class);
  private final Map<ControlKind, Map<String, Object>> rows = new EnumMap<>(ControlKind.class);
  private final Map<String, Long> versions = new TreeMap<>();
  private final boolean isKeeper;
  private long changes;

  /**
   * An empty view.
   *
   * @param tables the kinds that are read
   * @param isKeeper whether rows of no kind at all are refused here; else they are ignored. One job
   *     keeps the topics for all, so that such a row is reported once.
   */
  public ControlView(List<ControlTable<?>> tables, boolean isKeeper) {
    this.isKeeper = isKeeper;
    for (ControlTable<?> table : tables) {
      this.tables.put(table.kind(), table);
      rows.put(table.kind(), new HashMap<>());
    }
  }

  /** Applies a row, or leaves all as it is. */
  public Result apply(ControlRow row) {
    versions.merge(row.topic, row.offset + 1, Math::max);
    String id;
    JsonNode json;
    Optional<ControlKind> kind;
    try {
      id = row.id();
      if (row.isTombstone()) {
        return remove(row.topic, id);
      }
      json = object(row.value);
      if (json.hasNonNull("id") && !json.path("id").asText().equals(id)) {
        throw new InvalidRowException(
            "id: expected the record's key \"%s\", found %s".formatted(id, json.path("id")));
      }
      if (json.path("deleted").asBoolean(false)) {
        return remove(row.topic, id);
      }
      kind = ControlKind.of(json.path("kind").asText());
      if (kind.isEmpty() || !kind.get().topic().equals(row.topic)) {
        throw new InvalidRowException(
            "kind: expected one of those of %s, found %s".formatted(row.topic, json.path("kind")));
      }
    } catch (InvalidRowException e) {
      return isKeeper ? new Result(Outcome.REFUSED, e.getMessage()) : Result.IGNORED;
    }
    ControlTable<?> table = tables.get(kind.get());
    if (table == null) {
      // Another job's; if the id was of a kind of ours before, it is no longer.
      return remove(row.topic, id);
    }
    Object record;
    try {
      record = table.reader().read(new Columns(id, json));
    } catch (InvalidRowException e) {
      return new Result(Outcome.REFUSED, kind.get().columnValue() + ": " + e.getMessage());
    }
    remove(row.topic, id);
    rows.get(kind.get()).put(id, record);
    changes++;
    return Result.PUT;
  }

  private static JsonNode object(byte[] value) throws InvalidRowException {
    JsonNode json;
    try {
      json = JSON.readTree(value);
    } catch (JsonProcessingException e) {
      throw new InvalidRowException("row: expected JSON, found " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new InvalidRowException("row: expected JSON in UTF-8", e);
    }
    if (json == null || !json.isObject()) {
      throw new InvalidRowException("row: expected a JSON object");
    }
    return json;
  }

  private Result remove(String topic, String id) {
    boolean wasThere = false;
    for (ControlKind kind : tables.keySet()) {
      if (kind.topic().equals(topic)) {
        wasThere |= rows.get(kind).remove(id) != null;
      }
    }
    if (wasThere) {
      changes++;
      return Result.REMOVED;
    }
    return Result.IGNORED;
  }

  /** The rows in force of a table, in no order. */
  @SuppressWarnings("unchecked") // Only what the table's own reader made is put at its kind.
  public <R> Collection<R> rows(ControlTable<R> table) {
    return (Collection<R>) Collections.unmodifiableCollection(rows.get(table.kind()).values());
  }

  /** The row of an id. */
  @SuppressWarnings("unchecked") // As in rows.
  public <R> Optional<R> row(ControlTable<R> table, String id) {
    return Optional.ofNullable((R) rows.get(table.kind()).get(id));
  }

  /** How many rows are in force. */
  public int size() {
    return rows.values().stream().mapToInt(Map::size).sum();
  }

  /** Grows with each change: who keeps something made of the rows makes it anew when it differs. */
  public long changes() {
    return changes;
  }

  /**
   * The version of a topic: the offset behind the last row that was seen. Control topics have one
   * partition.
   */
  public long version(String topic) {
    return versions.getOrDefault(topic, 0L);
  }

  /** The topics that the tables stand in. */
  public List<String> topics() {
    return tables.keySet().stream().map(ControlKind::topic).distinct().toList();
  }
}
