package io.logstream.functions.threat;

import io.logstream.functions.event.JsonBytes;
import java.util.Locale;
import java.util.Map;

/**
 * The JSON of an {@link Alert}, as {@code schema/alert.v1.json} has it. A document with score 0
 * says that the alert no longer holds. Not safe for use by two threads: it keeps its buffer.
 */
public final class AlertJson {

  /** The version that is written. */
  public static final int VERSION = 1;

  private final JsonBytes out = new JsonBytes(1024);

  /** The alert's JSON, a new array. */
  public byte[] write(Alert alert) {
    Finding finding = alert.finding();
    Finding.Subject subject = finding.subject();
    out.reset().ascii("{\"v\":").number(VERSION);
    text("id", alert.id());
    text("kind", finding.kind().id());
    text("family", finding.kind().family().name().toLowerCase(Locale.ROOT));
    decimal("score", finding.score());
    decimal("worth", alert.worth());
    text("severity", alert.severity().name().toLowerCase(Locale.ROOT));
    key("technique").raw('{');
    text("id", finding.technique().id());
    text("name", finding.technique().name());
    out.raw('}');
    key("source").raw('{');
    text("ip", subject.source());
    out.raw('}');
    key("destination").raw('{');
    text("ip", subject.destination());
    if (subject.port() != 0) {
      key("port").number(subject.port());
    }
    text("domain", subject.domain());
    out.raw('}');
    text("user", subject.user());
    rule(finding.rule());
    key("first_seen").raw('"').time(finding.firstSeen()).raw('"');
    key("last_seen").raw('"').time(finding.lastSeen()).raw('"');
    key("count").number(finding.count());
    text("explanation", finding.explanation());
    parts("parts", finding.parts());
    parts("worth_parts", alert.worthParts());
    key("evidence").raw('[');
    for (int i = 0; i < finding.evidence().size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      out.string(finding.evidence().get(i));
    }
    return out.raw(']').raw('}').toByteArray();
  }

  private void rule(Finding.Rule rule) {
    if (rule.id().isEmpty()) {
      return;
    }
    key("rule").raw('{');
    text("id", rule.id());
    text("title", rule.title());
    text("level", rule.level());
    key("tags").raw('[');
    for (int i = 0; i < rule.tags().size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      out.string(rule.tags().get(i));
    }
    out.raw(']').raw('}');
  }

  private JsonBytes key(String key) {
    return out.separate().raw('"').ascii(key).raw('"').raw(':');
  }

  private void text(String key, String value) {
    if (!value.isEmpty()) {
      key(key).string(value);
    }
  }

  private void decimal(String key, double value) {
    key(key).ascii(String.format(Locale.ROOT, "%.4f", value));
  }

  private void parts(String key, Map<String, Double> parts) {
    key(key).raw('{');
    parts.forEach(this::decimal);
    out.raw('}');
  }
}
