package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.Timestamps;

/**
 * Elasticsearch's and OpenSearch's own log: {@code [2024-02-29T12:00:00,123][INFO ][o.e.n.Node ]
 * [node-1] message}, an index and a shard in brackets behind the node where it is about one.
 */
@AutoService(Format.class)
public final class Elasticsearch implements Format {

  private static final String NAME = "elasticsearch";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "[";
  }

  @Override
  public int fit(String line, Event outer) {
    return line.length() > 34
            && line.charAt(0) == '['
            && line.charAt(11) == 'T'
            && line.charAt(20) == ','
            && line.startsWith("][", 24)
        ? FIELDS
        : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    Cursor cursor = new Cursor(NAME, line);
    cursor.expect('[');
    event.set(EcsField.TIMESTAMP, Timestamps.iso(cursor, context));
    cursor.expect("][");
    event.set(EcsField.LOG_LEVEL, cursor.until(']'));
    cursor.expect('[');
    event.set(EcsField.LOG_LOGGER, cursor.until(']').strip());
    cursor.skipBlanks();
    if (cursor.skip('[')) {
      event.set(EcsField.SERVICE_NODE_NAME, cursor.until(']'));
      if (cursor.peek() == '[') {
        cursor.skip('[');
        event.vendor("elasticsearch.index.name", cursor.until(']'));
        if (cursor.skip('[')) {
          event.vendor("elasticsearch.shard.id", cursor.until(']'));
        }
      }
      cursor.skipBlanks();
    }
    String text = cursor.rest();
    shard(text, event);
    slow(text, event);
    JavaStackTrace.split(text, event);
    return null;
  }

  /** {@code [index][shard]} in front of the message. */
  private static void shard(String text, Event event) {
    int close = text.startsWith("[") ? text.indexOf("][") : -1;
    int end = close < 0 ? -1 : text.indexOf(']', close + 2);
    if (end < 0 || Values.number(text.substring(close + 2, end)) < 0 || text.startsWith("[gc]")) {
      return;
    }
    event.vendor("elasticsearch.index.name", text.substring(1, close));
    event.vendor("elasticsearch.shard.id", text.substring(close + 2, end));
  }

  /** The slow logs: {@code took[1.2s], took_millis[1200], total_hits[7 hits], …, source[{…}]}. */
  private static void slow(String text, Event event) {
    int took = text.indexOf("took_millis[");
    if (took < 0) {
      return;
    }
    int start = took + "took_millis[".length();
    int end = text.indexOf(']', start);
    long millis = end < 0 ? -1 : Values.number(text.substring(start, end));
    if (millis >= 0 && millis < Long.MAX_VALUE / 1_000_000) {
      event.set(EcsField.EVENT_DURATION, millis * 1_000_000);
      event.set(EcsField.EVENT_ACTION, "slow_query");
      event.set(EcsField.EVENT_CATEGORY, "database");
    }
    int source = text.indexOf("source[");
    int close = text.indexOf("}]", source);
    if (source > 0 && close > 0) {
      event.vendor("elasticsearch.slowlog.source", text.substring(source + 7, close + 1));
    }
  }

  @Override
  public boolean joinsLines() {
    return true;
  }

  @Override
  public boolean continues(String first, String next) {
    return JavaStackTrace.goesOn(next);
  }
}
