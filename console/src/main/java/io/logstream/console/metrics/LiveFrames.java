package io.logstream.console.metrics;

import io.logstream.functions.event.JsonBytes;
import io.logstream.functions.event.LiveRow;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What goes over the WebSocket: {@code {"epoch","version","full","now","rows":[[metric, of, second,
 * value]]}}, a value of null taking the row back. UTF-8 in binary messages, so that a thousand
 * clients share one array.
 */
final class LiveFrames {

  private final String epoch;

  /**
   * @param epoch names this console's count of versions: after a restart it is another
   */
  LiveFrames(String epoch) {
    this.epoch = epoch;
  }

  /**
   * @param isFull whether the client forgets what it had
   * @param now the console's clock, milliseconds since the epoch
   */
  ByteBuffer of(long version, boolean isFull, long now, List<LiveRow> rows) {
    JsonBytes out = new JsonBytes(64 + rows.size() * 48);
    out.ascii("{\"epoch\":").string(epoch).ascii(",\"version\":").number(version);
    out.ascii(",\"full\":").ascii(Boolean.toString(isFull)).ascii(",\"now\":").number(now);
    out.ascii(",\"rows\":[");
    boolean isFirst = true;
    for (LiveRow row : rows) {
      if (!isFirst) {
        out.raw(',');
      }
      isFirst = false;
      out.raw('[').string(row.metric()).raw(',').string(row.of());
      out.raw(',').number(row.second()).raw(',');
      if (row.value().isPresent()) {
        out.number(row.value().getAsLong());
      } else {
        out.ascii("null");
      }
      out.raw(']');
    }
    return ByteBuffer.wrap(out.ascii("]}").toByteArray()).asReadOnlyBuffer();
  }
}
