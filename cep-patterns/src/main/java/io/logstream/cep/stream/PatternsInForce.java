package io.logstream.cep.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.control.BroadcastControl;
import io.logstream.functions.control.ControlRow;
import io.logstream.functions.event.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.BroadcastState;

/**
 * The patterns that an operator matches, as the rows of {@code control.patterns} change them.
 *
 * <p>The version of an event is the offset behind the last row that was known where it was routed;
 * a pattern matches events of versions behind its own row alone. So a pattern matches from the
 * moment it is there, whichever operator hears of it first.
 */
final class PatternsInForce {

  private final PatternSelection selection;
  private final BroadcastControl control;
  private final Map<String, Definition> inForce;
  private final Map<String, Long> since = new HashMap<>();
  private Optional<PatternIndex> index = Optional.empty();

  /** With the rows that the operator had at its last checkpoint. */
  PatternsInForce(
      PatternSelection selection, BroadcastControl control, BroadcastState<String, ControlRow> rows)
      throws Exception {
    this.selection = selection;
    this.control = control;
    this.inForce = selection.inForce(control.view());
    for (Map.Entry<String, ControlRow> kept : rows.entries()) {
      ControlRow row = kept.getValue();
      if (row.topic.equals(Topics.CONTROL_PATTERNS)) {
        since.put(new String(row.key, UTF_8), row.offset);
      }
    }
  }

  /** Takes up what a row that was applied has changed, and gives the pattern that is no longer. */
  Optional<Definition> change(ControlRow row) {
    String id = new String(row.key, UTF_8);
    Optional<Definition> now = selection.inForce(control.view(), id);
    Definition before = inForce.remove(id);
    now.ifPresent(definition -> inForce.put(id, definition));
    index = Optional.empty();
    if (before != null && now.filter(before::isSame).isPresent()) {
      return Optional.empty();
    }
    since.put(id, row.offset);
    return Optional.ofNullable(before);
  }

  int size() {
    return inForce.size();
  }

  /** The pattern of an identity, unless it is no longer in force. */
  Optional<Definition> find(String identity) {
    Definition definition = inForce.get(identity.substring(0, identity.indexOf('@')));
    return Optional.ofNullable(definition).filter(is -> is.identity().equals(identity));
  }

  /** Made anew when it is asked for first after changes, of which a thousand may come at once. */
  PatternIndex index() {
    if (index.isEmpty()) {
      index = Optional.of(new PatternIndex(inForce.values()));
    }
    return index.get();
  }

  /** The version of an event that is routed now. */
  long version() {
    return control.view().version(Topics.CONTROL_PATTERNS);
  }

  /** Whether an event of a version was routed when a pattern was there. */
  boolean wasKnown(Definition definition, long version) {
    return version > since.getOrDefault(definition.pattern().id(), -1L);
  }
}
