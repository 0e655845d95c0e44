package io.logstream.functions.threat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstream.functions.threat.intelligence.Indicator;
import io.logstream.functions.threat.intelligence.Indicator.Type;
import io.logstream.functions.threat.intelligence.IndicatorReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class IndicatorReaderTest {

  @Test
  void readsAPlainListWithCommentsAndTimesOfExpiry() throws IOException {
    String list =
        """
        # comment
        192.0.2.1
        2001:db8::/32, 1970-01-01T00:00:10Z
        Bad.Example # why
        http://bad.example/a,b
        d41d8cd98f00b204e9800998ecf8427e
        """;
    assertThat(IndicatorReader.read(list, "list"))
        .containsExactly(
            new Indicator(Type.IP, "192.0.2.1", Long.MAX_VALUE, "list"),
            new Indicator(Type.NETWORK, "2001:db8::/32", 10_000_000_000L, "list"),
            new Indicator(Type.DOMAIN, "bad.example", Long.MAX_VALUE, "list"),
            new Indicator(Type.URL, "http://bad.example/a,b", Long.MAX_VALUE, "list"),
            new Indicator(Type.HASH, "d41d8cd98f00b204e9800998ecf8427e", Long.MAX_VALUE, "list"));
  }

  @Test
  void readsTheIndicatorsOfAStixBundleThatStandAlone() throws IOException {
    String bundle =
        """
        {"type":"bundle","objects":[
          {"type":"identity","name":"x"},
          {"type":"indicator","id":"i--1","valid_until":"1970-01-01T00:00:05Z",
           "pattern":"[ipv4-addr:value = '192.0.2.9'] OR [domain-name:value = 'bad.example']"},
          {"type":"indicator","id":"i--2","pattern":"[ipv4-addr:value = '192.0.2.8' AND a:b = 'c']"},
          {"type":"indicator","id":"i--3","revoked":true,"pattern":"[url:value = 'http://a.example']"}
        ]}
        """;
    assertThat(IndicatorReader.read(bundle, "stix"))
        .containsExactly(
            new Indicator(Type.IP, "192.0.2.9", 5_000_000_000L, "stix"),
            new Indicator(Type.DOMAIN, "bad.example", 5_000_000_000L, "stix"));
  }

  @Test
  void saysWhichLineIsNoIndicator() {
    assertThatThrownBy(() -> IndicatorReader.read("192.0.2.1\nnonsense\n", "list"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("list:2")
        .hasMessageContaining("nonsense");
  }
}
