package io.logstream.local.shop;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * The logs of a proxy such as nginx: the combined access log with request time, upstream and trace
 * behind, and the error log in a file of its own.
 */
final class NginxLog implements ServiceLog {

  private static final DateTimeFormatter ACCESS_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
  private static final DateTimeFormatter ERROR_TIME =
      DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ENGLISH);

  private final LineFile access;
  private final LineFile error;
  private final long pid = ProcessHandle.current().pid();

  NginxLog(Path accessFile, Path errorFile) {
    access = new LineFile(accessFile);
    error = new LineFile(errorFile);
  }

  @Override
  public void log(
      Level level,
      String part,
      String message,
      Map<String, Object> fields,
      TraceContext trace,
      Throwable thrown) {
    String name =
        switch (level) {
          case DEBUG -> "debug";
          case INFO -> "notice";
          case WARN -> "warn";
          case ERROR -> "error";
        };
    StringBuilder line = new StringBuilder(200);
    line.append(now().format(ERROR_TIME)).append(" [").append(name).append("] ");
    line.append(pid).append('#').append(Thread.currentThread().getId()).append(": ");
    if (trace != null) {
      // nginx numbers its connections; the trace's last digits do as well.
      line.append('*').append(Integer.parseInt(trace.spanId().substring(10), 16)).append(' ');
    }
    line.append(message);
    fields.forEach((key, value) -> line.append(", ").append(key).append(": ").append(value));
    error.write(line.toString());
  }

  @Override
  public void access(Request request, Answer answer, long micros, Upstream upstream) {
    StringBuilder line = new StringBuilder(300);
    line.append(request.client()).append(" - - [").append(now().format(ACCESS_TIME)).append("] \"");
    line.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\" ");
    line.append(answer.status()).append(' ');
    line.append(answer.body().getBytes(StandardCharsets.UTF_8).length);
    line.append(" \"-\" \"").append(request.userAgent()).append('"');
    line.append(" rt=").append(seconds(micros));
    if (upstream != null) {
      line.append(" uct=\"0.000\" urt=\"").append(seconds(upstream.micros())).append('"');
      line.append(" us=\"").append(upstream.status()).append('"');
      line.append(" ua=\"").append(upstream.address()).append('"');
    }
    line.append(" trace=").append(request.trace().traceId());
    line.append(" span=").append(request.trace().spanId());
    access.write(line.toString());
  }

  private static ZonedDateTime now() {
    return ZonedDateTime.now(ZoneOffset.UTC);
  }

  private static String seconds(long micros) {
    return "%d.%03d".formatted(micros / 1_000_000, micros / 1000 % 1000);
  }

  @Override
  public void close() {
    access.close();
    error.close();
  }
}
