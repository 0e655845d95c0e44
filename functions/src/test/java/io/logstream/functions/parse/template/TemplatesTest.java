package io.logstream.functions.parse.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user 17 logged in | user <*> logged in",
        "took 5ms for 10.0.0.1:8080 | took <*> for <*>",
        "GET /api/v1/orders/123?page=2 done | GET /api/v1/orders/<*>?page=<*> done",
        "state=OPEN id=x-9 | state=<*> id=<*>",
        "table \"orders\" is gone | table \"<*>\" is gone",
        "see https://example.org/a/b?c=d now | see <*> now",
        "com.acme.Cart@1f2e3d failed over IPv6 | <*> failed over IPv6",
        "com.acme.shop.Cart can't be loaded | com.acme.shop.Cart can't be loaded",
        "took [1, 2, 3] and  4 | took [<*>] and <*>",
        "at 2024-02-29 12:00:00,123 -> ok | at <*> -> ok",
        "peer fe80::1 and ::1 up | peer <*> and ::<*> up",
        "rate -5.3 % | rate -<*> %",
        "stops=[oslo, bergen] and [a, b] | stops=[<*>] and [a, b]",
        "got [Seat(no=1, row=A), Seat(no=2, row=B), Seat(no=3, row=C)] | got [Seat(no=<*>,"
            + " row=<*>), Seat(no=<*>, row=<*>)]",
      })
  void masksWhatIsVariableByItsLooks(String message, String template) {
    assertThat(new Templates().of(message).text()).isEqualTo(template);
  }

  @Test
  void keepsTheKeysOfJson() {
    assertThat(new Templates().of("got {\"event\":\"start\",\"n\":5}").text())
        .isEqualTo("got {\"event\":\"<*>\",\"n\":<*>}");
  }

  @Test
  void givesTheParametersInOrder() {
    assertThat(new Templates().of("order A12 of alice@example.org: 5 items").parameters())
        .containsExactly("A12", "alice@example.org", "5");
  }

  @Test
  void makesAWordVariableOnlyOnceItHasShownEnoughValues() {
    Templates templates = new Templates();
    for (String state : List.of("opened", "closed", "refused", "reset")) {
      assertThat(templates.of("connection " + state + " by peer").text())
          .isEqualTo("connection " + state + " by peer");
    }
    assertThat(templates.of("connection dropped by peer").text())
        .isEqualTo("connection <*> by peer");
    assertThat(templates.of("connection opened by peer").parameters()).containsExactly("opened");
    assertThat(templates.size()).isEqualTo(1);
  }

  @Test
  void mergesMessagesThatStartWithWhatVaries() {
    Templates templates = new Templates();
    for (String name : List.of("alice", "bob", "carol", "dave", "erin", "frank")) {
      templates.of(name + " joined the channel");
    }
    Template template = templates.of("grace joined the channel");
    assertThat(template.text()).isEqualTo("<*> joined the channel");
    assertThat(template.parameters()).containsExactly("grace");
  }

  @Test
  void takesTheFirstLineOfATrace() {
    assertThat(new Templates().of("failed 3 times\n\tat com.acme.Foo").text())
        .isEqualTo("failed <*> times");
  }

  @Test
  void goesOnAfterARestartWhereItWas() {
    Templates before = new Templates();
    MessageCorpus.messages(5_000, 1).forEach(m -> before.of(m.message()));
    Templates after = new Templates();
    after.learn(before.texts());
    for (MessageCorpus.Labelled m : MessageCorpus.messages(2_000, 1)) {
      assertThat(after.of(m.message())).isEqualTo(before.of(m.message()));
    }
  }

  @Test
  void instancesThatSawDifferentMessagesAgreeOnTheIds() {
    Templates one = new Templates();
    Templates other = new Templates();
    MessageCorpus.messages(20_000, 1).forEach(m -> one.of(m.message()));
    MessageCorpus.messages(20_000, 2).forEach(m -> other.of(m.message()));
    List<MessageCorpus.Labelled> messages = MessageCorpus.messages(5_000, 3);
    long agreed =
        messages.stream()
            .filter(m -> one.of(m.message()).id().equals(other.of(m.message()).id()))
            .count();
    assertThat((double) agreed / messages.size()).isGreaterThanOrEqualTo(0.99);
  }

  /**
   * Grouping accuracy as in Zhu et al., <em>Tools and Benchmarks for Automated Log Parsing</em>
   * (2019): the share of messages whose group is exactly the set that their statement printed.
   */
  @Test
  void groupsMessagesByTheStatementThatPrintedThem() {
    List<MessageCorpus.Labelled> messages = MessageCorpus.messages(20_000, 7);
    Templates templates = new Templates();
    messages.forEach(m -> templates.of(m.message()));
    double accuracy = groupingAccuracy(messages, templates);
    assertThat(accuracy).isGreaterThanOrEqualTo(0.98);
  }

  private static double groupingAccuracy(
      List<MessageCorpus.Labelled> messages, Templates templates) {
    Map<Integer, Set<Integer>> byStatement = new HashMap<>();
    Map<String, Set<Integer>> byTemplate = new HashMap<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      String id = templates.of(messages.get(i).message()).id();
      ids.add(id);
      byStatement.computeIfAbsent(messages.get(i).statement(), k -> new HashSet<>()).add(i);
      byTemplate.computeIfAbsent(id, k -> new HashSet<>()).add(i);
    }
    Map<String, Boolean> exact = new HashMap<>();
    int right = 0;
    for (int i = 0; i < messages.size(); i++) {
      Set<Integer> truth = byStatement.get(messages.get(i).statement());
      if (exact.computeIfAbsent(ids.get(i), id -> byTemplate.get(id).equals(truth))) {
        right++;
      }
    }
    return (double) right / messages.size();
  }

  @Test
  void keepsNoMoreThanItsLimits() {
    Templates templates = new Templates(new Templates.Limits(100, 8, 5));
    for (int i = 0; i < 20_000; i++) {
      templates.of(word(i) + " " + word(i * 7) + " " + word(i * 31) + " end");
      assertThat(templates.size()).isLessThanOrEqualTo(100);
    }
  }

  private static String word(int i) {
    StringBuilder word = new StringBuilder("z");
    for (int rest = Math.floorMod(i * 2654435761L, 1 << 20) == 0 ? i : i * 31 + 7;
        rest != 0;
        rest /= 26) {
      word.append((char) ('a' + Math.floorMod(rest, 26)));
    }
    return word.toString();
  }

  @Property(tries = 300)
  void theIdIsAFunctionOfTheTextAndAMessageStaysInItsTemplate(
      @ForAll @Size(max = 30) List<String> messages) {
    Templates templates = new Templates();
    for (String message : messages) {
      Template template = templates.of(message);
      assertThat(template.id()).isEqualTo(Pattern.idOf(template.text()));
      assertThat(templates.of(message)).isEqualTo(template);
    }
  }
}
