package io.logstream.functions.parse.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTemplatesTest {

  private final Event event = new Event();

  private String id(EventTemplates templates, String message) {
    event.clear();
    event.set(EcsField.MESSAGE, message);
    templates.apply(event);
    return event.textOrNull(EcsField.LOG_TEMPLATE_ID);
  }

  @Test
  void theParametersAreThoseOfTheMessageInOrderTheSameOneTwiceToo() {
    id(new EventTemplates(), "moved 5 of 5 items to shelf A17");

    assertThat(event.texts(EcsField.LOG_TEMPLATE_PARAMETERS)).containsExactly("5", "5", "A17");
    assertThat(event.textOrNull(EcsField.LOG_TEMPLATE_TEXT))
        .isEqualTo("moved <*> of <*> items to shelf <*>");
  }

  @Test
  void anEventWithoutAMessageHasNone() {
    new EventTemplates().apply(event);

    assertThat(event.has(EcsField.LOG_TEMPLATE_ID)).isFalse();
  }

  /** Names have no looks of variables: it takes five of them, seen by one subtask, to know. */
  @Test
  void whatOneSubtaskLearntAllKnowAfterARestartWithAnotherParallelism() {
    List<EventTemplates> before = subtasks(2, List.of());
    for (String name : List.of("ann", "bob", "cid", "dan", "eve", "fay")) {
      id(before.get(1), "user " + name + " logged in");
    }
    String learnt = id(before.get(1), "user gil logged in");

    List<EventTemplates> after = subtasks(3, kept(before));

    for (EventTemplates subtask : after) {
      assertThat(id(subtask, "user hal logged in")).isEqualTo(learnt);
    }
  }

  @Test
  void theStateDoesNotGrowFromRestartToRestart() {
    List<EventTemplates> subtasks = subtasks(4, List.of());
    for (int i = 0; i < 100; i++) {
      id(subtasks.get(i % 4), "w" + "x".repeat(i) + " came to the end of its " + "y".repeat(i));
    }
    List<String> first = kept(subtasks);
    for (int restart = 0; restart < 3; restart++) {
      subtasks = subtasks(4, kept(subtasks));
    }

    assertThat(kept(subtasks)).containsExactlyInAnyOrderElementsOf(first);
  }

  private static List<EventTemplates> subtasks(int parallelism, List<String> kept) {
    List<EventTemplates> subtasks = new ArrayList<>();
    for (int i = 0; i < parallelism; i++) {
      EventTemplates templates = new EventTemplates();
      templates.learn(kept);
      subtasks.add(templates);
    }
    return subtasks;
  }

  private static List<String> kept(List<EventTemplates> subtasks) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < subtasks.size(); i++) {
      all.addAll(subtasks.get(i).kept(i, subtasks.size()));
    }
    return all;
  }
}
