package io.logstream.collector.ship;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LineCutterTest {

  private static void feed(LineCutter cutter, byte[] all, Random random, LineCutter.Output out) {
    int from = 0;
    while (from < all.length) {
      int count = Math.min(1 + random.nextInt(20), all.length - from);
      cutter.feed(Arrays.copyOfRange(all, from, from + count), count, out);
      from += count;
    }
    cutter.end(out);
  }

  @Property
  void linesComeOutWithTheirPlacesInEveryEncoding(
      @ForAll @Size(max = 8)
          List<@StringLength(max = 30) @CharRange(from = 'a', to = 'ÿ') String> lines,
      @ForAll Random random) {
    String text = String.join("\n", lines);
    for (Charset encoding :
        List.of(
            UTF_8,
            StandardCharsets.ISO_8859_1,
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE)) {
      byte[] all = text.getBytes(encoding);
      List<String> out = new ArrayList<>();
      long[] next = {100};
      feed(
          new LineCutter(encoding, 10_000, 100),
          all,
          random,
          (position, bytes, end) -> {
            assertThat(position).isEqualTo(next[0]);
            next[0] = end;
            out.add(new String(bytes, UTF_8));
          });
      assertThat(String.join("\n", out))
          .isEqualTo(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
      assertThat(next[0]).isEqualTo(100 + all.length);
    }
  }

  @Test
  void lineOverTheLimitComesInParts() {
    List<String> out = new ArrayList<>();
    LineCutter cutter = new LineCutter(UTF_8, 10, 0);
    byte[] all = ("x".repeat(25) + "\nshort\n").getBytes(UTF_8);
    cutter.feed(
        all,
        all.length,
        (position, bytes, end) -> out.add(position + ":" + new String(bytes, UTF_8)));
    assertThat(out).containsExactly("0:xxxxxxxxxx", "10:xxxxxxxxxx", "20:xxxxx", "26:short");
  }

  @Test
  void linesThatDoNotStartARecordBelongToTheOneBefore() {
    List<String> out = new ArrayList<>();
    RecordJoiner joiner =
        new PatternJoiner(
            Pattern.compile("^\\d{4}-"),
            1000,
            (position, bytes, end) ->
                out.add(position + "-" + end + ":" + new String(bytes, UTF_8)));
    byte[] all = "2026-01 a\n\tat x\n\tat y\n2026-02 b\n".getBytes(UTF_8);
    new LineCutter(UTF_8, 1000, 0).feed(all, all.length, joiner);
    assertThat(out).containsExactly("0-22:2026-01 a\n\tat x\n\tat y");
    joiner.flush();
    assertThat(out).hasSize(2).element(1).isEqualTo("22-32:2026-02 b");
  }

  @Test
  void linesAreJoinedAsTheirFormatHasIt() {
    List<String> out = new ArrayList<>();
    RecordJoiner joiner =
        new FormatJoiner(
            "java",
            1 << 16,
            (position, bytes, end) ->
                out.add(position + "-" + end + ":" + new String(bytes, UTF_8)));
    String trace =
        "2026-03-04 05:06:07,890 ERROR [main] a.B - failed\n"
            + "java.io.IOException: no\n"
            + "\tat a.B.c(B.java:1)\n";
    String next = "2026-03-04 05:06:08,001 INFO [main] a.B - goes on\n";
    byte[] all = (trace + next).getBytes(UTF_8);
    new LineCutter(UTF_8, 1 << 16, 0).feed(all, all.length, joiner);
    assertThat(out).containsExactly("0-" + trace.length() + ":" + trace.strip());
    assertThat(joiner.isOpen()).isTrue();
    joiner.flush();
    assertThat(out).element(1).isEqualTo(trace.length() + "-" + all.length + ":" + next.strip());
  }

  @Test
  void lineThatNothingCanFollowPassesAtOnce() {
    List<String> out = new ArrayList<>();
    RecordJoiner joiner =
        new FormatJoiner("", 1 << 16, (position, bytes, end) -> out.add(new String(bytes, UTF_8)));
    byte[] all = "{\"message\":\"a\",\"level\":\"info\"}\n".getBytes(UTF_8);
    new LineCutter(UTF_8, 1 << 16, 0).feed(all, all.length, joiner);
    assertThat(out).hasSize(1);
    assertThat(joiner.isOpen()).isFalse();
  }
}
