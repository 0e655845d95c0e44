package io.logstream.functions.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LineJoinerTest {

  private static final String JAVA = "2024-02-29 12:00:00,123 ERROR [main] com.acme.Pay - failed";

  private final List<String> records = new ArrayList<>();
  private final List<Integer> firsts = new ArrayList<>();
  private long now;
  private LineJoiner<Integer> joiner = new LineJoiner<>(Formats.all(), LineJoiner.Limits.DEFAULT);
  private int count;

  private void add(String... lines) {
    for (String line : lines) {
      joiner.add(count++, line.getBytes(StandardCharsets.UTF_8), now, this::record);
    }
  }

  private void record(Integer first, byte[] bytes, int lines) {
    firsts.add(first);
    records.add(new String(bytes, StandardCharsets.UTF_8));
  }

  @Test
  void joinsAStackTraceWithItsCauses() {
    add(
        JAVA,
        "com.acme.PayException: no",
        "\tat com.acme.Pay.run(Pay.java:42)",
        "Caused by: java.io.IOException: Müll",
        "\t... 2 more",
        JAVA);
    joiner.flush(this::record);
    assertThat(records)
        .containsExactly(
            JAVA
                + "\ncom.acme.PayException: no\n\tat com.acme.Pay.run(Pay.java:42)"
                + "\nCaused by: java.io.IOException: Müll\n\t... 2 more",
            JAVA);
    assertThat(firsts).containsExactly(0, 5);
  }

  @Test
  void givesOutLinesOfSingleLineFormatsAtOnce() {
    add("{\"msg\":\"x\",\"n\":1}");
    assertThat(records).hasSize(1);
    assertThat(joiner.deadline()).isEqualTo(OptionalLong.empty());
  }

  @Test
  void joinsWhatPostgresqlExplainsOfTheSameSession() {
    String error = "2024-02-29 12:00:00.123 UTC [4711] ERROR:  duplicate key";
    String detail = "2024-02-29 12:00:00.123 UTC [4711] DETAIL:  Key (id)=(7) exists.";
    String other = "2024-02-29 12:00:00.123 UTC [4712] DETAIL:  of another";
    add(error, detail, other);
    joiner.flush(this::record);
    assertThat(records).containsExactly(error + "\n" + detail, other);
  }

  @Test
  void joinsIndentedLinesToAnUnknownLine() {
    add("something odd happened here", "  in this place", "and this");
    joiner.flush(this::record);
    assertThat(records).containsExactly("something odd happened here\n  in this place", "and this");
  }

  @Test
  void joinsWithinCriAndItsParts() {
    add(
        "2024-02-29T12:00:00.000000000Z stderr P " + JAVA.substring(0, 30),
        "2024-02-29T12:00:00.000000000Z stderr F " + JAVA.substring(30),
        "2024-02-29T12:00:00.000000001Z stderr F \tat com.acme.Pay.run(Pay.java:42)",
        "2024-02-29T12:00:00.000000001Z stdout F other");
    joiner.flush(this::record);
    assertThat(records)
        .containsExactly(
            "2024-02-29T12:00:00.000000000Z stderr F "
                + JAVA
                + "\n\tat com.acme.Pay.run(Pay.java:42)",
            "2024-02-29T12:00:00.000000001Z stdout F other");
  }

  @Test
  void joinsWithinDockersJson() {
    add(
        "{\"log\":\"" + JAVA + "\\n\",\"stream\":\"stderr\",\"time\":\"2024-02-29T12:00:00Z\"}",
        "{\"log\":\"\\tat a.B.c(\\\"B\\\":1)\\n"
            + "\",\"stream\":\"stderr\",\"time\":\"2024-02-29T12:00:00Z\"}");
    joiner.flush(this::record);
    assertThat(records)
        .containsExactly(
            "{\"log\":\""
                + JAVA
                + "\\n"
                + "\\tat a.B.c(\\\"B\\\":1)\\n"
                + "\",\"stream\":\"stderr\",\"time\":\"2024-02-29T12:00:00Z\"}");
  }

  @Test
  void joinsWithinSyslogOfOneProgramOnly() {
    add(
        "Feb 29 12:00:00 web1 shop[7]: " + JAVA,
        "Feb 29 12:00:00 web1 shop[7]: \tat com.acme.Pay.run(Pay.java:42)",
        "Feb 29 12:00:00 web1 cart[8]: \tat com.acme.Cart.run(Cart.java:1)");
    joiner.flush(this::record);
    assertThat(records)
        .containsExactly(
            "Feb 29 12:00:00 web1 shop[7]: " + JAVA + "\n\tat com.acme.Pay.run(Pay.java:42)",
            "Feb 29 12:00:00 web1 cart[8]: \tat com.acme.Cart.run(Cart.java:1)");
  }

  @Test
  void givesOutARecordWhoseAgeIsOver() {
    add(JAVA);
    assertThat(joiner.deadline()).hasValue(1_000_000_000L);
    now = 999_999_999L;
    joiner.expire(now, this::record);
    assertThat(records).isEmpty();
    now = 1_000_000_000L;
    joiner.expire(now, this::record);
    assertThat(records).containsExactly(JAVA);
  }

  @Test
  void cutsARecordAtItsLimitsAndLosesNothing() {
    joiner =
        new LineJoiner<>(Formats.all(), new LineJoiner.Limits(3, 1 << 20, Duration.ofSeconds(1)));
    add(JAVA, "\tat a.A.a(A.java:1)", "\tat a.A.a(A.java:2)", "\tat a.A.a(A.java:3)", "\tat b");
    joiner.flush(this::record);
    assertThat(records)
        .containsExactly(
            JAVA + "\n\tat a.A.a(A.java:1)\n\tat a.A.a(A.java:2)", "\tat a.A.a(A.java:3)\n\tat b");
  }

  @Property(tries = 300)
  void losesNoLineAndKeepsTheirOrder(
      @ForAll @Size(max = 40) List<@IntRange(max = 7) Integer> kinds,
      @ForAll @IntRange(min = 1, max = 5) int lines) {
    String[] samples = {
      JAVA,
      "\tat a.b(C.java:1)",
      "plain",
      "  indented",
      "{\"msg\":\"x\"}",
      "",
      "Caused by: x.Y: z",
      "2024-02-29 12:00:00.123 UTC [4711] LOG:  up"
    };
    LineJoiner<Integer> bounded =
        new LineJoiner<>(Formats.all(), new LineJoiner.Limits(lines, 4096, Duration.ofSeconds(1)));
    List<String> out = new ArrayList<>();
    LineJoiner.Output<Integer> output =
        (first, bytes, n) -> out.add(new String(bytes, StandardCharsets.UTF_8));
    List<String> in = new ArrayList<>();
    for (int kind : kinds) {
      in.add(samples[kind]);
      bounded.add(0, samples[kind].getBytes(StandardCharsets.UTF_8), 0, output);
    }
    bounded.flush(output);
    assertThat(String.join("\n", out)).isEqualTo(String.join("\n", in));
  }
}
