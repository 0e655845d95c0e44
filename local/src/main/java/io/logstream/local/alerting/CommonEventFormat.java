package io.logstream.local.alerting;

import io.logstream.functions.threat.Severity;
import java.time.Instant;
import java.util.StringJoiner;

/** An alert in ArcSight's Common Event Format, revision 25: a header and an extension. */
final class CommonEventFormat {

  private CommonEventFormat() {}

  static String of(AlertNotice notice) {
    StringJoiner header = new StringJoiner("|", "CEF:0|", "|");
    header.add("LogStream").add("LogStream").add("1");
    header.add(header(notice.text("/kind")));
    header.add(header(notice.title()));
    header.add(Integer.toString(severity(notice.severity())));
    StringJoiner extension = new StringJoiner(" ");
    add(extension, "externalId", notice.id());
    add(extension, "cat", notice.text("/family"));
    add(extension, "src", notice.text("/source/ip"));
    add(extension, "dst", notice.text("/destination/ip"));
    add(extension, "dpt", notice.text("/destination/port"));
    add(extension, "dhost", notice.text("/destination/domain"));
    add(extension, "suser", notice.text("/user"));
    add(extension, "start", millis(notice.time("/first_seen")));
    add(extension, "end", millis(notice.time("/last_seen")));
    add(extension, "cnt", notice.text("/count"));
    add(extension, "cs1Label", "technique");
    add(extension, "cs1", notice.text("/technique/id"));
    if (!notice.text("/rule/id").isEmpty()) {
      add(extension, "cs2Label", "rule");
      add(extension, "cs2", notice.text("/rule/id"));
    }
    add(extension, "cfp1Label", "worth");
    add(extension, "cfp1", notice.text("/worth"));
    add(extension, "msg", notice.text("/explanation"));
    return header.toString() + extension;
  }

  /** CEF's 0 to 10: low to 3, medium to 6, high to 8, very high to 10. */
  private static int severity(Severity severity) {
    return switch (severity) {
      case LOW -> 3;
      case MEDIUM -> 6;
      case HIGH -> 8;
      case CRITICAL -> 10;
    };
  }

  private static String millis(Instant time) {
    return Long.toString(time.toEpochMilli());
  }

  private static void add(StringJoiner extension, String key, String value) {
    if (!value.isEmpty()) {
      extension.add(key + '=' + extension(value));
    }
  }

  private static String header(String text) {
    return oneLine(text).replace("\\", "\\\\").replace("|", "\\|");
  }

  private static String extension(String text) {
    return text.replace("\\", "\\\\")
        .replace("=", "\\=")
        .replace("\r\n", "\\n")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\r\\n]+", " ");
  }
}
