package io.logstream.functions.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.logstream.functions.event.Flow.Endpoint;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.event.Flow.Names;
import io.logstream.functions.event.Flow.State;
import io.logstream.functions.event.Flow.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class FlowJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static Flow full() {
    return new Flow(
        "id-1",
        Layer.TLS,
        "c-1",
        1_700_000_000_123_456_789L,
        5,
        "tcp",
        "ssl",
        new Endpoint("192.0.2.1", 40_000, 10, 2),
        new Endpoint("2001:db8::1", 443, 20, 3),
        Verdict.ALLOWED,
        State.ESTABLISHED,
        new Names("q", "A", "NOERROR", "s", "h", "/u", "GET", 200, "agent", "j", "f"),
        "alice",
        "fw-1");
  }

  @Property(tries = 300)
  void readsWhatItWrote(
      @ForAll @StringLength(max = 40) String text,
      @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000_000L) long time,
      @ForAll @LongRange(min = -1) long count,
      @ForAll @IntRange(max = 65_535) int port)
      throws IOException {
    Flow flow =
        new Flow(
            "id",
            Layer.DNS,
            "",
            time,
            count,
            "udp",
            "",
            new Endpoint("192.0.2.1", port, count, -1),
            new Endpoint("192.0.2.2", 53, -1, count),
            Verdict.UNKNOWN,
            State.ATTEMPTED,
            new Names(text.replaceAll("\\p{Cs}", "x"), "", "", "", "", "", "", 0, "", "", ""),
            "",
            "o");
    assertThat(FlowJson.read(new FlowJson().write(flow))).isEqualTo(flow);
  }

  @Test
  void writesEveryFieldThatTheSchemaHasAndNoOther() throws IOException {
    JsonNode document = JSON.readTree(new FlowJson().write(full()));
    try (InputStream in = FlowJson.class.getResourceAsStream("/schema/flow.v1.json")) {
      JsonNode schema = JSON.readTree(in);
      assertThat(names(document)).containsExactlyElementsOf(names(schema.path("properties")));
      assertThat(names(document.path("names")))
          .containsExactlyElementsOf(names(schema.at("/properties/names/properties")));
      assertThat(names(document.path("source")))
          .containsExactlyElementsOf(names(schema.at("/$defs/endpoint/properties")));
    }
  }

  private static Iterable<String> names(JsonNode object) {
    Iterator<String> names = object.fieldNames();
    return () -> names;
  }

  @Test
  void ignoresFieldsThatItDoesNotKnow() throws IOException {
    ObjectNode document = (ObjectNode) JSON.readTree(new FlowJson().write(full()));
    document.put("later", "field");
    assertThat(FlowJson.read(JSON.writeValueAsBytes(document))).isEqualTo(full());
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    ObjectNode document = (ObjectNode) JSON.readTree(new FlowJson().write(full()));
    ((ObjectNode) document.get("source")).remove("ip");
    assertThatThrownBy(() -> FlowJson.read(JSON.writeValueAsBytes(document)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("source.ip");
  }
}
