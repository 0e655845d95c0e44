package io.logstream.functions.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SplitTest {

  @Test
  void givesEachLogRecordItsResourceAndScope() throws Exception {
    String resource =
        "{\"resource\":{\"attributes\":[{\"key\":\"k\"}]},\"scopeLogs\":[{\"scope\":{},\"logRecords\":[%s]}]}";
    assertThat(
            Formats.all()
                .split("{\"resourceLogs\":[" + resource.formatted("{\"a\":1},{\"a\":2}") + "]}"))
        .containsExactly(
            "{\"resourceLogs\":[" + resource.formatted("{\"a\":1}") + "]}",
            "{\"resourceLogs\":[" + resource.formatted("{\"a\":2}") + "]}");
  }

  @Test
  void givesEachDataPointItsMetric() throws Exception {
    List<String> lines =
        Formats.all()
            .split(
                "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"a\",\"sum\":{\"dataPoints\":[{\"asInt\":1},{\"asInt\":2}]}},{\"name\":\"b\",\"gauge\":{\"dataPoints\":[{\"asInt\":3}]}}]}]}]}");
    assertThat(lines)
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).startsWith("{\"resourceMetrics\":[{\"scopeMetrics\""));
    assertThat(lines.get(1)).contains("\"name\":\"a\"").contains("\"asInt\":2");
  }

  @Test
  void leavesOtherLinesAsTheyAre() throws Exception {
    assertThat(Formats.all().split("hello")).containsExactly("hello");
    assertThat(Formats.all().split("{\"msg\":\"x\"}")).containsExactly("{\"msg\":\"x\"}");
  }

  @Test
  void refusesALineThatWouldGrowWithoutBound() {
    String large =
        "{\"resource\":{\"x\":\"" + "y".repeat(20_000) + "\"},\"scopeLogs\":[{\"logRecords\":[";
    String line = "{\"resourceLogs\":[" + large + "1,".repeat(9_999) + "1]}]}]}";
    assertThatThrownBy(() -> Formats.all().split(line))
        .isInstanceOf(ParseException.class)
        .hasMessageContaining("repeat a resource");
  }
}
