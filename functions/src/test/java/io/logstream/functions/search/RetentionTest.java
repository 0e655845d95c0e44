package io.logstream.functions.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.control.ControlRow;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.event.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 3, 10);

  private final ControlView control = new ControlView(List.of(Retention.TABLE), false);

  private String rule(String id, String json) {
    ControlRow row = new ControlRow();
    row.topic = Topics.CONTROL_RULES;
    row.key = id.getBytes(StandardCharsets.UTF_8);
    row.value = json.getBytes(StandardCharsets.UTF_8);
    return control.apply(row).error();
  }

  private static String index(String dataset, int daysAgo) {
    Instant time = Instant.parse("2026-03-10T12:00:00Z").minusSeconds(daysAgo * 86_400L);
    return IndexNames.of(dataset, time, time);
  }

  private List<String> outlived(String... indices) {
    return Retention.outlived(List.of(indices), control.rows(Retention.TABLE), TODAY);
  }

  @Test
  void theDaysOfARuleStayAndTheOnesBeforeGo() {
    rule("all", "{\"kind\":\"retention\",\"days\":7}");
    assertThat(outlived(index("nginx", 0), index("nginx", 7), index("nginx", 8)))
        .containsExactly(index("nginx", 8));
  }

  @Test
  void aRuleThatNamesADataSetTakesThePlaceOfTheRuleForAllAndTheLongerOfTwoHolds() {
    rule("all", "{\"kind\":\"retention\",\"days\":7}");
    rule("web", "{\"kind\":\"retention\",\"datasets\":[\"nginx\"],\"days\":2}");
    rule("audit", "{\"kind\":\"retention\",\"datasets\":\"kubernetes-audit\",\"days\":30}");
    rule("also", "{\"kind\":\"retention\",\"datasets\":\"kubernetes-audit\",\"days\":3}");
    assertThat(
            outlived(
                index("nginx", 3),
                index("kubernetes-audit", 30),
                index("kubernetes-audit", 31),
                index("sshd", 3),
                index("sshd", 8)))
        .containsExactly(index("nginx", 3), index("kubernetes-audit", 31), index("sshd", 8));
  }

  @Test
  void whatNoRuleIsOfAndWhatIsNoIndexOfEventsStays() {
    rule("web", "{\"kind\":\"retention\",\"datasets\":\"nginx\",\"days\":1}");
    assertThat(
            outlived(
                index("sshd", 900),
                "logstream-logs-nginx",
                "logstream-logs-nginx-2020.13.40",
                "other-nginx-2020.01.01"))
        .isEmpty();
  }

  @Test
  void aRuleWithoutDaysOrWithNoneIsRefused() {
    assertThat(rule("all", "{\"kind\":\"retention\"}"))
        .isEqualTo("retention: days: expected a whole number from 1 to 3650, found nothing");
    assertThat(rule("all", "{\"kind\":\"retention\",\"days\":0}")).contains("days: expected");
  }
}
