package io.logstream.functions.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.control.ControlView.Outcome;
import io.logstream.functions.event.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlViewTest {

  private record Limit(String id, long most) {}

  private static final ControlTable<Limit> LIMITS =
      new ControlTable<>(ControlKind.ASSET, row -> new Limit(row.id(), row.whole("most", 1, 100)));

  private static final ControlTable<String> NAMES =
      new ControlTable<>(ControlKind.SERVICE, row -> row.text("name"));

  private final ControlView view = new ControlView(List.of(LIMITS, NAMES), true);
  private long offset;

  private ControlView.Result apply(String key, String value) {
    return apply(view, key, value);
  }

  private ControlView.Result apply(ControlView to, String key, String value) {
    ControlRow row = new ControlRow();
    row.topic = Topics.CONTROL_REFERENCE;
    row.offset = offset++;
    row.key = key.getBytes(UTF_8);
    row.value = value.getBytes(UTF_8);
    return to.apply(row);
  }

  @Test
  void aRowIsInForceAndItsSuccessorReplacesIt() {
    assertThat(apply("a", "{\"kind\":\"asset\",\"most\":7}").outcome()).isEqualTo(Outcome.PUT);
    assertThat(apply("a", "{\"kind\":\"asset\",\"most\":8}").outcome()).isEqualTo(Outcome.PUT);
    assertThat(view.rows(LIMITS)).containsExactly(new Limit("a", 8));
    assertThat(view.version(Topics.CONTROL_REFERENCE)).isEqualTo(2);
  }

  @Test
  void aRowThatCannotBeAppliedLeavesTheLastGoodOne() {
    apply("a", "{\"kind\":\"asset\",\"most\":7}");
    long changes = view.changes();

    ControlView.Result result = apply("a", "{\"kind\":\"asset\",\"most\":\"many\"}");

    assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(result.error())
        .isEqualTo("asset: most: expected a whole number from 1 to 100, found \"many\"");
    assertThat(view.rows(LIMITS)).containsExactly(new Limit("a", 7));
    assertThat(view.changes()).isEqualTo(changes);
  }

  @Test
  void aTombstoneAndAColumnDeletedTakeARowAway() {
    for (String end :
        new String[] {"", "{\"kind\":\"asset\",\"deleted\":true}", "{\"deleted\":true}"}) {
      apply("a", "{\"kind\":\"asset\",\"most\":7}");
      assertThat(apply("a", end).outcome()).isEqualTo(Outcome.REMOVED);
      assertThat(view.size()).isZero();
      assertThat(apply("a", end).outcome()).isEqualTo(Outcome.IGNORED);
    }
  }

  @Test
  void aRowOfAnotherKindTakesThePlaceOfItsId() {
    apply("a", "{\"kind\":\"asset\",\"most\":7}");
    apply("a", "{\"kind\":\"service\",\"name\":\"cart\"}");
    assertThat(view.rows(LIMITS)).isEmpty();
    assertThat(view.row(NAMES, "a")).contains("cart");
  }

  @Test
  void sqlsKeyAndItsNullsAreUnderstood() {
    assertThat(
            apply("{\"id\":\"a\"}", "{\"id\":\"a\",\"kind\":\"asset\",\"most\":7,\"x\":null}")
                .outcome())
        .isEqualTo(Outcome.PUT);
    assertThat(view.row(LIMITS, "a")).contains(new Limit("a", 7));
  }

  @Test
  void aRowOfNoKindIsRefusedByTheKeeperAlone() {
    ControlView other = new ControlView(List.of(LIMITS), false);
    for (String[] row :
        new String[][] {
          {"a", "no json"},
          {"a", "[]"},
          {"a", "{}"},
          {"a", "{\"kind\":\"asset\",\"most\":7} {}"},
          {"a", "{\"kind\":\"assets\"}"},
          {"a", "{\"kind\":\"validation\"}"},
          {"a", "{\"id\":\"b\",\"kind\":\"asset\",\"most\":7}"},
          {"", "{\"kind\":\"asset\",\"most\":7}"},
        }) {
      assertThat(apply(view, row[0], row[1]).outcome()).as(row[1]).isEqualTo(Outcome.REFUSED);
      assertThat(apply(other, row[0], row[1]).outcome()).as(row[1]).isEqualTo(Outcome.IGNORED);
    }
    assertThat(view.size()).isZero();
  }

  @Test
  void aRowOfAnotherJobsKindIsIgnored() {
    ControlView other = new ControlView(List.of(LIMITS), false);
    assertThat(apply(other, "a", "{\"kind\":\"service\",\"name\":\"cart\"}").outcome())
        .isEqualTo(Outcome.IGNORED);
  }
}
