package io.logstream.collector.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class RelpFramerTest {

  private static List<String> frames(int limit, String stream)
      throws RelpFramer.MalformedException {
    List<String> all = new ArrayList<>();
    new RelpFramer(limit).feed(Unpooled.wrappedBuffer(stream.getBytes(UTF_8)), collectingIn(all));
    return all;
  }

  private static RelpFramer.Output collectingIn(List<String> all) {
    return (transaction, command, data, length) ->
        all.add("%d %s %d: %s".formatted(transaction, command, length, new String(data, UTF_8)));
  }

  @Test
  void cutsFramesWithAndWithoutData() throws Exception {
    assertThat(frames(100, "1 open 14 relp_version=0\n2 syslog 6 <34>hi\n3 close 0\n4 close 0 \n"))
        .containsExactly(
            "1 open 14: relp_version=0", "2 syslog 6: <34>hi", "3 close 0: ", "4 close 0: ");
  }

  @Test
  void keepsTheHeadOfWhatIsTooLong() throws Exception {
    assertThat(frames(4, "1 syslog 8 12345678\n2 syslog 1 x\n"))
        .containsExactly("1 syslog 8: 1234", "2 syslog 1: x");
  }

  @Test
  void lengthThatIsOnlyPromisedTakesNoMemory() throws Exception {
    RelpFramer framer = new RelpFramer(1 << 20);
    framer.feed(
        Unpooled.wrappedBuffer("1 syslog 999999999 abc".getBytes(UTF_8)),
        collectingIn(new ArrayList<>()));
    assertThat(framer.held()).isLessThan(100);
  }

  @Test
  void saysWhatIsNoFrame() {
    assertThatThrownBy(() -> frames(10, "GET / HTTP/1.1\n"))
        .hasMessageContaining("expected a transaction number");
    assertThatThrownBy(() -> frames(10, "1 syslog x"))
        .hasMessageContaining("expected the data's length");
    assertThatThrownBy(() -> frames(10, "1 syslog 1 xy"))
        .hasMessageContaining("expected a line feed");
    assertThatThrownBy(() -> frames(10, "1234567890 syslog"))
        .hasMessageContaining("expected a transaction number");
    assertThatThrownBy(() -> frames(10, "1 " + "a".repeat(33)))
        .hasMessageContaining("expected a command");
  }

  @Property
  void whateverTheCutsOfTheNetwork(
      @ForAll @Size(max = 20) List<@StringLength(max = 40) String> messages, @ForAll long seed)
      throws Exception {
    StringBuilder stream = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      String message = new String(messages.get(i).getBytes(UTF_8), UTF_8);
      int length = message.getBytes(UTF_8).length;
      stream.append(i + 1).append(" syslog ").append(length);
      stream.append(length > 0 ? " " : "").append(message).append('\n');
      expected.add("%d syslog %d: %s".formatted(i + 1, length, message));
    }
    byte[] bytes = stream.toString().getBytes(UTF_8);
    List<String> found = new ArrayList<>();
    RelpFramer framer = new RelpFramer(1000);
    Random random = new Random(seed);
    for (int from = 0; from < bytes.length; ) {
      int size = Math.min(bytes.length - from, 1 + random.nextInt(20));
      framer.feed(Unpooled.wrappedBuffer(bytes, from, size), collectingIn(found));
      from += size;
    }
    assertThat(found).isEqualTo(expected);
  }

  /** Noise ends in a clear error or in frames, never in another exception or much memory. */
  @Property
  void noiseHarmsNothing(@ForAll @Size(max = 300) byte[] noise) {
    RelpFramer framer = new RelpFramer(64);
    try {
      framer.feed(Unpooled.wrappedBuffer(noise), collectingIn(new ArrayList<>()));
    } catch (RelpFramer.MalformedException e) {
      assertThat(e).hasMessageContaining("expected");
    }
    assertThat(framer.held()).isLessThanOrEqualTo(64);
  }
}
