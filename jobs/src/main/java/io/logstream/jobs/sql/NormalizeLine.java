package io.logstream.jobs.sql;

import io.logstream.functions.event.Event;
import io.logstream.functions.event.EventJson;
import io.logstream.functions.event.JsonBytes;
import io.logstream.functions.normalize.LineNormalizer;
import io.logstream.functions.parse.Formats;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code NORMALIZE_LINE(line [, format])}: the event of a log line as ECS JSON, as the ingest job
 * makes it before enrichment. A line that cannot be parsed gives {@code
 * {"event":{"original":…},"error":{"message":…}}}. Times without a zone are UTC's.
 */
public final class NormalizeLine extends ScalarFunction {

  private static final long serialVersionUID = 1L;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private transient LineNormalizer normalizer;
  private transient Event event;
  private transient EventJson json;

  @Override
  public void open(FunctionContext context) {
    normalizer = new LineNormalizer(Formats.all());
    event = new Event();
    json = new EventJson();
  }

  /** A line without a time takes the present one. */
  @Override
  public boolean isDeterministic() {
    return false;
  }

  public String eval(String line) {
    return eval(line, null);
  }

  public String eval(String line, String format) {
    if (line == null) {
      return null;
    }
    Instant now = Instant.now();
    ParseContext context =
        new ParseContext(now.getEpochSecond() * NANOS_PER_SECOND + now.getNano(), ZoneOffset.UTC);
    byte[] made;
    try {
      normalizer.normalize(line.getBytes(StandardCharsets.UTF_8), format, context, event);
      made = json.write(event);
    } catch (ParseException e) {
      made = failure(line, e);
    }
    return new String(made, StandardCharsets.UTF_8);
  }

  private static byte[] failure(String line, ParseException e) {
    return new JsonBytes(line.length() + 128)
        .ascii("{\"event\":{\"original\":")
        .string(line)
        .ascii("},\"error\":{\"message\":")
        .string(e.getMessage())
        .ascii("}}")
        .toByteArray();
  }
}
