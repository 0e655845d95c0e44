package io.logstream.functions.impact;

import io.logstream.functions.event.ChangeJson;
import io.logstream.functions.event.JsonBytes;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The JSON of an {@link Assessment} and of what came of it, as {@code schema/change-impact.v1.json}
 * has it. Not safe for use by two threads: it keeps its buffer.
 */
public final class AssessmentJson {

  /** The version that is written. */
  public static final int VERSION = 1;

  private final JsonBytes out = new JsonBytes(4096);
  private final ChangeJson changes = new ChangeJson();

  /** What is expected. */
  public byte[] write(Assessment assessment) {
    begin(assessment, "expected", Map.of());
    return out.raw('}').toByteArray();
  }

  /**
   * What came of it.
   *
   * @param movements what moved, by service
   * @param brier of this change's predictions
   * @param history with this change in it
   */
  public byte[] write(
      Assessment assessment, Map<String, Movement> movements, double brier, History history) {
    begin(assessment, "observed", movements);
    number("brier", brier);
    out.ascii(",\"calibration\":{\"predictions\":").number(history.predictions());
    number("brier", history.brier());
    return out.ascii("}}").toByteArray();
  }

  private void begin(Assessment assessment, String state, Map<String, Movement> movements) {
    out.reset().ascii("{\"v\":").number(VERSION);
    out.ascii(",\"state\":").string(state);
    out.ascii(",\"change\":").raw(changes.write(assessment.change()));
    number("risk", assessment.risk());
    number("harm", assessment.harm());
    out.ascii(",\"parts\":{");
    assessment
        .parts()
        .forEach((name, factor) -> out.separate().string(name).raw(':').ascii(decimal(factor)));
    out.raw('}');
    number("criticality", assessment.criticality());
    number("expected_loss", assessment.expectedLoss());
    out.ascii(",\"affected\":[");
    int rank = 0;
    for (Affected service : assessment.affected()) {
      out.ascii(rank++ == 0 ? "" : ",").ascii("{\"rank\":").number(rank);
      out.ascii(",\"service\":").string(service.service());
      number("probability", service.probability());
      number("if_harmful", service.ifHarmful());
      number("expected_loss", service.requestsAtRisk());
      if (service.hops() != Affected.UNREACHED) {
        out.ascii(",\"hops\":").number(service.hops());
      }
      out.ascii(",\"parts\":{\"dependence\":").ascii(decimal(service.dependence()));
      number("load", service.load());
      out.raw('}');
      Movement movement = movements.get(service.service());
      if (movement != null) {
        out.ascii(",\"moved\":").ascii(Boolean.toString(movement.moved()));
        number("latency_ratio", movement.latencyRatio());
        number("error_share_before", movement.errorsBefore());
        number("error_share_after", movement.errorsAfter());
      }
      out.raw('}');
    }
    out.ascii("],\"advice\":");
    strings(assessment.advice());
  }

  private void number(String name, double value) {
    if (!Double.isNaN(value)) {
      out.raw(',').string(name).raw(':').ascii(decimal(value));
    }
  }

  private void strings(List<String> texts) {
    out.raw('[');
    boolean isFirst = true;
    for (String text : texts) {
      out.ascii(isFirst ? "" : ",").string(text);
      isFirst = false;
    }
    out.raw(']');
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
