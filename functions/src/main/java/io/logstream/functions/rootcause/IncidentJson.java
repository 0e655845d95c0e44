package io.logstream.functions.rootcause;

import io.logstream.functions.event.JsonBytes;
import java.util.List;
import java.util.Locale;

/**
 * The JSON of an {@link Incident}, as {@code schema/incident.v1.json} has it. Not safe for use by
 * two threads: it keeps its buffer.
 */
public final class IncidentJson {

  /** The version that is written. */
  public static final int VERSION = 1;

  private final JsonBytes out = new JsonBytes(4096);

  /** The record of topic {@code incidents}. */
  public byte[] write(Incident incident) {
    out.reset().ascii("{\"v\":").number(VERSION).raw(',');
    body(incident);
    timeline(incident);
    return out.raw('}').toByteArray();
  }

  /**
   * A line of {@code backtest root-cause}.
   *
   * @param input its name
   * @param isTimeline whether the anomalies are told
   */
  public byte[] writeBacktest(String input, Incident incident, boolean isTimeline) {
    out.reset().ascii("{\"input\":").string(input).raw(',');
    body(incident);
    if (isTimeline) {
      timeline(incident);
    }
    return out.ascii("}\n").toByteArray();
  }

  private void timeline(Incident incident) {
    out.ascii(",\"timeline\":[");
    boolean isFirst = true;
    for (Anomaly anomaly : incident.timeline()) {
      if (!isFirst) {
        out.raw(',');
      }
      isFirst = false;
      anomaly(anomaly);
    }
    out.raw(']');
  }

  private void body(Incident incident) {
    out.ascii("\"incident\":{\"id\":").string(incident.id());
    out.ascii(",\"state\":").string(incident.state().id());
    out.ascii(",\"start\":\"").time(incident.start());
    out.ascii("\",\"end\":\"").time(incident.end());
    out.ascii("\",\"score\":").ascii(decimal(incident.score()));
    out.ascii("},\"root_causes\":[");
    boolean isFirst = true;
    for (Cause cause : incident.causes()) {
      if (!isFirst) {
        out.raw(',');
      }
      isFirst = false;
      cause(cause);
    }
    out.raw(']');
  }

  private void cause(Cause cause) {
    out.ascii("{\"rank\":").number(cause.rank());
    out.ascii(",\"service\":").string(cause.service());
    out.ascii(",\"kind\":").string(cause.kind().id());
    out.ascii(",\"location\":").string(cause.location());
    out.ascii(",\"onset\":\"").time(cause.onset());
    out.ascii("\",\"score\":").ascii(decimal(cause.score()));
    out.ascii(",\"parts\":{");
    cause
        .parts()
        .forEach((name, nats) -> out.separate().string(name).raw(':').ascii(decimal(nats)));
    out.ascii("},\"evidence\":");
    strings(cause.evidence());
    out.raw('}');
  }

  private void anomaly(Anomaly anomaly) {
    out.ascii("{\"service\":").string(anomaly.service());
    out.ascii(",\"signal\":").string(anomaly.signal().name().toLowerCase(Locale.ROOT));
    out.ascii(",\"location\":").string(anomaly.location());
    out.ascii(",\"onset\":\"").time(anomaly.onset());
    out.ascii("\",\"strength\":").ascii(decimal(anomaly.strength()));
    out.ascii(",\"before\":").ascii(decimal(anomaly.before()));
    out.ascii(",\"after\":").ascii(decimal(anomaly.after()));
    out.ascii(",\"evidence\":");
    strings(anomaly.evidence());
    out.raw('}');
  }

  private void strings(List<String> texts) {
    out.raw('[');
    boolean isFirst = true;
    for (String text : texts) {
      if (!isFirst) {
        out.raw(',');
      }
      isFirst = false;
      out.string(text);
    }
    out.raw(']');
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
