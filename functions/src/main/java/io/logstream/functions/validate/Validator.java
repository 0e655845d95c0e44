package io.logstream.functions.validate;

import io.logstream.functions.control.ControlView;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.validate.Validation.Mode;
import io.logstream.functions.validate.Validation.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds events against the rules in force. Not safe for use by two threads. */
public final class Validator {

  /** The tag of an event that breaks a rule of mode {@code tag}. */
  public static final String TAG = "validation_failed";

  /** Where what is wrong with it stands. */
  public static final String ERRORS = "logstream.validation";

  private final ControlView control;
  private long seen = -1;
  private Map<String, List<Validation>> rules = Map.of();

  /** By the rules of a view that reads {@link Validation#TABLE}. */
  public Validator(ControlView control) {
    this.control = control;
  }

  /**
   * Checks an event, and tags it where a rule asks for that.
   *
   * @return why it must be rejected; empty where it need not be
   */
  public String check(Event event) {
    if (seen != control.changes()) {
      rebuild();
    }
    if (rules.isEmpty()) {
      return "";
    }
    List<Validation> own = rules.get(event.textOrNull(EcsField.EVENT_DATASET));
    List<Validation> its = own != null ? own : rules.getOrDefault(Validation.ANY, List.of());
    String rejected = "";
    for (Validation rule : its) {
      String error = rule.mode() == Mode.OFF ? "" : broken(rule, event);
      if (error.isEmpty()) {
        continue;
      }
      if (rule.mode() == Mode.REJECT) {
        rejected = "%s: %s".formatted(rule.id(), error);
      } else {
        event.add(EcsField.TAGS, TAG);
        event.vendor(ERRORS, "%s: %s".formatted(rule.id(), error));
      }
    }
    return rejected;
  }

  private void rebuild() {
    seen = control.changes();
    Map<String, List<Validation>> byDataset = new HashMap<>();
    for (Validation rule : control.rows(Validation.TABLE)) {
      byDataset.computeIfAbsent(rule.dataset(), dataset -> new ArrayList<>()).add(rule);
    }
    rules = byDataset;
  }

  private static String broken(Validation rule, Event event) {
    for (EcsField field : rule.required()) {
      if (!event.has(field)) {
        return "expected " + field.path() + ", found none";
      }
    }
    for (Map.Entry<EcsField, Set<String>> entry : rule.allowed().entrySet()) {
      for (String value : event.texts(entry.getKey())) {
        if (!entry.getValue().contains(value)) {
          return "expected %s to be one of %s, found \"%s\""
              .formatted(entry.getKey().path(), entry.getValue(), value);
        }
      }
    }
    for (Map.Entry<EcsField, Range> entry : rule.ranges().entrySet()) {
      EcsField field = entry.getKey();
      if (!event.has(field)) {
        continue;
      }
      double value =
          field.type() == EcsField.Type.DOUBLE ? event.decimal(field, 0) : event.number(field, 0);
      if (value < entry.getValue().least() || value > entry.getValue().most()) {
        return "expected %s from %s to %s, found %s"
            .formatted(field.path(), entry.getValue().least(), entry.getValue().most(), value);
      }
    }
    return "";
  }
}
