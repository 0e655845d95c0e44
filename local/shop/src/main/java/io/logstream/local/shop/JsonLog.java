package io.logstream.local.shop;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A log of JSON objects with epoch times, as Go's zap and Node's pino write. */
final class JsonLog implements ServiceLog {

  private final LineFile file;

  JsonLog(Path path) {
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
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("level", level.name().toLowerCase(Locale.ROOT));
    line.put("ts", System.currentTimeMillis() / 1e3);
    line.put("caller", part);
    line.put("msg", message);
    line.putAll(fields);
    if (trace != null) {
      line.put("trace_id", trace.traceId());
      line.put("span_id", trace.spanId());
    }
    if (thrown != null) {
      line.put("error", thrown.toString());
    }
    file.write(Json.object(line));
  }

  @Override
  public void access(Request request, Answer answer, long micros, Upstream upstream) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("method", request.method());
    fields.put("path", request.target());
    fields.put("status", answer.status());
    fields.put("duration_ms", micros / 1e3);
    fields.put("client_ip", request.client());
    log(
        answer.failed() ? Level.ERROR : Level.INFO,
        "server/access.go:41",
        "request served",
        fields,
        request.trace(),
        null);
  }

  @Override
  public void close() {
    file.close();
  }
}
