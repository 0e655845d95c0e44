package io.logstream.functions.validate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.control.ControlRow;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidatorTest {

  private final ControlView control = new ControlView(List.of(Validation.TABLE), true);
  private final Validator validator = new Validator(control);
  private final Event event =
      new Event()
          .set(EcsField.EVENT_DATASET, "nginx")
          .set(EcsField.HTTP_REQUEST_METHOD, "BREW")
          .set(EcsField.HTTP_RESPONSE_STATUS_CODE, 799);

  private ControlView.Result rule(String id, String columns) {
    ControlRow row = new ControlRow();
    row.topic = Topics.CONTROL_RULES;
    row.key = id.getBytes(UTF_8);
    row.value = ("{\"kind\":\"validation\"," + columns + "}").getBytes(UTF_8);
    return control.apply(row);
  }

  @Test
  void withoutARuleAllIsWell() {
    assertThat(validator.check(event)).isEmpty();
  }

  @Test
  void tagsOrRejectsWhatBreaksARule() {
    rule(
        "r",
        "\"dataset\":\"nginx\",\"mode\":\"reject\",\"range\":{\"http.response.status_code\":[100,599]}");
    rule("t", "\"dataset\":\"nginx\",\"allowed\":{\"http.request.method\":[\"GET\",\"POST\"]}");

    assertThat(validator.check(event))
        .isEqualTo("r: expected http.response.status_code from 100.0 to 599.0, found 799.0");
    assertThat(event.texts(EcsField.TAGS)).containsExactly(Validator.TAG);
    assertThat(event.vendorText(Validator.ERRORS).orElseThrow())
        .startsWith("t: expected http.request.method to be one of");
  }

  @Test
  void aRuleForAllIsForDataSetsWithoutTheirOwn() {
    rule("all", "\"dataset\":\"*\",\"mode\":\"reject\",\"required\":\"user.name, host.name\"");
    assertThat(validator.check(event)).isEqualTo("all: expected user.name, found none");
    rule("own", "\"dataset\":\"nginx\",\"mode\":\"off\",\"required\":[\"user.name\"]");
    assertThat(validator.check(event)).isEmpty();
  }

  @Test
  void aRuleForWhatIsNoFieldIsRefused() {
    assertThat(rule("r", "\"dataset\":\"nginx\",\"required\":\"user.nam\"").error())
        .contains("required: expected fields of the schema");
    assertThat(rule("r", "\"dataset\":\"nginx\",\"mode\":\"warn\"").error())
        .contains("one of [off, tag, reject]");
    assertThat(rule("r", "\"dataset\":\"nginx\",\"range\":{\"user.name\":[1,2]}").error())
        .contains("numeric field");
    assertThat(rule("r", "\"mode\":\"tag\"").error()).contains("dataset: expected a text");
  }
}
