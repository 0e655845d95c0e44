package io.logstream.functions.parse.template;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sets {@code log.template.{id,text,parameters}} of events with a message, and keeps what was
 * learnt over restarts and other parallelism. Not safe for use by two threads.
 *
 * <p>Every subtask of an operator mines for itself; at a restart each learns what all had learnt.
 * Each keeps what it learnt itself, and of what all know a share, so that the state does not grow
 * with every restart.
 */
public final class EventTemplates {

  /** Beyond so many a message is a list of data; the message itself has the rest. */
  private static final int MOST_PARAMETERS = 64;

  private final Templates templates = new Templates();
  private final Set<String> shared = new HashSet<>();

  /** Sets the fields where the event has a message. */
  public void apply(Event event) {
    String message = event.textOrNull(EcsField.MESSAGE);
    if (message == null) {
      return;
    }
    Template template = templates.of(message);
    List<String> parameters = template.parameters();
    event.set(EcsField.LOG_TEMPLATE_ID, template.id());
    event.set(EcsField.LOG_TEMPLATE_TEXT, template.text());
    event.setAll(
        EcsField.LOG_TEMPLATE_PARAMETERS,
        parameters.size() <= MOST_PARAMETERS ? parameters : parameters.subList(0, MOST_PARAMETERS));
  }

  /** Learns what all subtasks had kept. */
  public void learn(Collection<String> kept) {
    templates.learn(kept);
    shared.addAll(templates.texts());
  }

  /**
   * What this subtask has to keep.
   *
   * @param subtask its number, from 0
   * @param parallelism how many there are
   */
  public List<String> kept(int subtask, int parallelism) {
    return templates.texts().stream()
        .filter(
            text ->
                !shared.contains(text) || Math.floorMod(text.hashCode(), parallelism) == subtask)
        .toList();
  }

  /** How many templates are known. */
  public int size() {
    return templates.size();
  }
}
