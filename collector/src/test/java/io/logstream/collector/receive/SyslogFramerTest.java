package io.logstream.collector.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SyslogFramerTest {

  /** Collects what comes out, as text that tells the three outcomes apart. */
  private static final class Collected implements SyslogFramer.Output {
    private final List<String> all = new ArrayList<>();

    @Override
    public void line(byte[] bytes) {
      all.add(text(bytes));
    }

    @Override
    public void tooLong(byte[] head, long length) {
      all.add("too long " + length + ": " + text(head));
    }

    @Override
    public void cutShort(byte[] head, long expected) {
      all.add("cut short " + expected + ": " + text(head));
    }

    private static String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static List<String> frames(int limit, String stream, int... cuts) {
    Collected out = new Collected();
    SyslogFramer framer = new SyslogFramer(limit);
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    int from = 0;
    for (int cut : cuts) {
      framer.feed(Unpooled.wrappedBuffer(bytes, from, cut - from), out);
      from = cut;
    }
    framer.feed(Unpooled.wrappedBuffer(bytes, from, bytes.length - from), out);
    framer.end(out);
    return out.all;
  }

  @Test
  void tellsOctetCountingFromLinesMessageByMessage() {
    assertThat(frames(100, "5 <1>ab<2>line\n6 <3>a\nb11 <4>counted\n<5>last"))
        .containsExactly("<1>ab", "<2>line", "<3>a\nb", "<4>counted", "<5>last");
  }

  @Test
  void lineThatStartsWithANumberIsALine() {
    assertThat(frames(100, "2026-01-05 10:00:00 up\n404 not found\n12345678901 <x\n"))
        .containsExactly("2026-01-05 10:00:00 up", "404 not found", "12345678901 <x");
  }

  @Test
  void emptyLinesAndEndsOfLineAreNotMessages() {
    assertThat(frames(100, "\n\r\n<1>a\r\n\n8 <2>bcd\r\n")).containsExactly("<1>a", "<2>bcd");
  }

  @Test
  void whatIsOverTheLimitKeepsItsHeadAndTellsItsLength() {
    assertThat(frames(8, "<1>" + "x".repeat(5) + "\n<2>" + "y".repeat(1000) + "\n<3>ok\n"))
        .containsExactly("<1>xxxxx", "too long 1003: <2>yyyyy", "<3>ok");
    assertThat(frames(8, "1003 <2>" + "y".repeat(1000) + "<3>ok\n"))
        .containsExactly("too long 1003: <2>yyyyy", "<3>ok");
  }

  @Test
  void countedMessageThatTheConnectionCutsShortIsReported() {
    assertThat(frames(100, "50 <1>half")).containsExactly("cut short 50: <1>half");
  }

  @Test
  void oneGigabyteWithoutAnEndTakesNoMoreThanTheLimit() {
    Collected out = new Collected();
    SyslogFramer framer = new SyslogFramer(1024);
    ByteBuf chunk = Unpooled.wrappedBuffer("x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 1024; i++) {
      framer.feed(chunk.duplicate(), out);
    }
    framer.end(out);
    assertThat(out.all).hasSize(1);
    assertThat(out.all.get(0)).startsWith("too long 1073741824: ").hasSize(21 + 1024);
  }

  @Provide
  Arbitrary<List<String>> messages() {
    return Arbitraries.strings()
        .withChars("ab<>0123 é")
        .ofMaxLength(40)
        .map(text -> "<13>" + text)
        .list()
        .ofMaxSize(8);
  }

  @Property
  void messagesComeOutWholeHoweverTheNetworkCutsTheStream(
      @ForAll("messages") List<String> messages, @ForAll Random random) {
    StringBuilder stream = new StringBuilder();
    for (String message : messages) {
      if (random.nextBoolean()) {
        stream.append(message).append('\n');
      } else {
        int length = message.getBytes(StandardCharsets.UTF_8).length;
        stream.append(length).append(' ').append(message);
      }
    }
    int length = stream.toString().getBytes(StandardCharsets.UTF_8).length;
    int[] cuts = random.ints(5, 0, length + 1).sorted().toArray();
    assertThat(frames(1000, stream.toString(), cuts)).isEqualTo(messages);
  }

  @Property
  void anyBytesEndInSomethingAndKeepToTheLimit(
      @ForAll byte[] bytes, @ForAll @IntRange(min = 16, max = 64) int limit) {
    Collected out = new Collected();
    SyslogFramer framer = new SyslogFramer(limit);
    framer.feed(Unpooled.wrappedBuffer(bytes), out);
    framer.end(out);
    assertThat(out.all).allSatisfy(text -> assertThat(text.length()).isLessThan(limit + 40));
  }
}
