package io.logstream.collector.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SyslogStreamTest {

  private static String of(String line) {
    return SyslogStream.of(line.getBytes(StandardCharsets.UTF_8), "peer");
  }

  @Test
  void isHostAndProgram() {
    assertThat(of("<34>1 2026-01-05T22:14:15.003Z web-1 su 12 ID47 - text")).isEqualTo("web-1/su");
    assertThat(of("<34>Jan  5 22:14:15 web-1 sshd[311]: text")).isEqualTo("web-1/sshd");
    assertThat(of("<34>2026-01-05T22:14:15+01:00 web-1 cron: text")).isEqualTo("web-1/cron");
  }

  @Test
  void isTheSendersWhereTheLineNamesNone() {
    assertThat(of("no syslog")).isEqualTo("peer");
    assertThat(of("<34>")).isEqualTo("peer");
    assertThat(of("<34>text without a header")).isEqualTo("peer");
    assertThat(of("<999999>Jan  5 22:14:15 web-1 a: b")).isEqualTo("peer");
  }

  @Property
  void neverFails(@ForAll byte[] line) {
    assertThat(SyslogStream.of(line, "peer")).isNotEmpty();
    byte[] marked =
        ("<1>1 " + new String(line, StandardCharsets.ISO_8859_1))
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(SyslogStream.of(marked, "peer")).isNotNull();
  }
}
