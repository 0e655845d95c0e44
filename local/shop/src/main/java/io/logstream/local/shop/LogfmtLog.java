package io.logstream.local.shop;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A log of {@code key=value} pairs, as services in Go have. */
final class LogfmtLog implements ServiceLog {

  private final LineFile file;

  LogfmtLog(Path path) {
    file = new LineFile(path);
  }

  @Override
  public void log(
      Level level,
      String part,
      String message,
      Map<String, Object> fields,
      TraceContext trace,
      Throwable thrown) {
    StringBuilder line = new StringBuilder(200);
    pair(line, "ts", Instant.now());
    pair(line, "level", level.name().toLowerCase(Locale.ROOT));
    pair(line, "caller", part);
    pair(line, "msg", message);
    fields.forEach((key, value) -> pair(line, key, value));
    if (trace != null) {
      pair(line, "trace_id", trace.traceId());
      pair(line, "span_id", trace.spanId());
    }
    if (thrown != null) {
      pair(line, "err", thrown);
    }
    file.write(line.toString());
  }

  private static void pair(StringBuilder line, String key, Object value) {
    String text = String.valueOf(value);
    if (line.length() > 0) {
      line.append(' ');
    }
    line.append(key).append('=');
    boolean plain = !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != '"' && c != '=');
    if (plain) {
      line.append(text);
    } else {
      line.append('"')
          .append(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
          .append('"');
    }
  }

  @Override
  public void access(Request request, Answer answer, long micros, Upstream upstream) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("method", request.method());
    fields.put("path", request.target());
    fields.put("status", answer.status());
    fields.put("duration", "%.3fms".formatted(micros / 1e3));
    fields.put("remote_addr", request.client());
    log(
        answer.failed() ? Level.ERROR : Level.INFO,
        "http.go:87",
        "request completed",
        fields,
        request.trace(),
        null);
  }

  @Override
  public void close() {
    file.close();
  }
}
