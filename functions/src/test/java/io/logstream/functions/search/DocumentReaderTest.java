package io.logstream.functions.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.region.FirstReceipt;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentReaderTest {

  private static final long WRITTEN = Instant.parse("2026-03-10T12:00:00Z").toEpochMilli();

  @Test
  void a_document_has_the_id_and_the_index_of_its_event() {
    String json =
        """
        {"@timestamp":"2026-03-09T10:00:00.123456789Z","nested":{"event":{"id":"not this"}},\
        "event":{"created":"2026-03-10T10:00:00.000Z","dataset":"nginx","id":"e1","x":{"id":"n"}},\
        "message":"m"}\
        """;

    IndexDocument document = read(json);

    assertThat(document.id()).isEqualTo("e1");
    assertThat(document.index()).isEqualTo("logstream-logs-nginx-2026.03.09");
    assertThat(document.source()).asString(UTF_8).isEqualTo(json);
    assertThat(document.key()).isEmpty();
    assertThat(document.refused()).isFalse();
  }

  @Test
  void a_document_of_several_lines_is_sent_on_one() {
    IndexDocument document =
        read("{\n\"@timestamp\":\"2026-03-09T10:00:00Z\",\r\n\"event\":{\"id\":\"e1\"}}");

    assertThat(document.source())
        .asString(UTF_8)
        .isEqualTo("{ \"@timestamp\":\"2026-03-09T10:00:00Z\",  \"event\":{\"id\":\"e1\"}}");
  }

  @Test
  void an_event_of_1970_goes_by_the_records_time_where_it_states_no_receipt() {
    assertThat(read("{\"@timestamp\":\"1970-01-01T00:00:00Z\",\"event\":{\"id\":\"e\"}}").index())
        .isEqualTo("logstream-logs-unknown-2026.03.10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                              | no JSON object",
        "[]                                              | no JSON object",
        "{\"event\":{\"id\":\"e\"}}                      | no @timestamp",
        "{\"@timestamp\":\"2026-03-09T10:00:00Z\"}       | no event.id",
        "{\"@timestamp\":\"yesterday\"}                  | Text 'yesterday' could not be parsed",
        "{\"event\":                                     | Unexpected end-of-input",
        "{} {}                                           | more after the JSON object",
      })
  void what_is_no_event_is_refused_with_the_reason(String json, String reason) {
    IndexDocument document = read(json);

    assertThat(document.refused()).isTrue();
    assertThat(document.refusal())
        .startsWith("index: expected an ECS event, found ")
        .contains(reason)
        .doesNotContain("\n");
    assertThat(document.source()).asString(UTF_8).isEqualTo(json);
  }

  @Test
  void a_tombstone_is_refused() {
    assertThat(DocumentReader.read(null, null, "logs-0-1", WRITTEN).refused()).isTrue();
  }

  @Property
  void any_bytes_are_either_refused_or_on_one_line(@ForAll byte[] bytes) {
    IndexDocument document = DocumentReader.read(bytes, bytes, "logs-0-1", WRITTEN);

    assertThat(document.refused() || !new String(document.source(), UTF_8).contains("\n")).isTrue();
  }

  private static IndexDocument read(String json) {
    return DocumentReader.read(json.getBytes(UTF_8), null, "logs-0-1", WRITTEN);
  }

  @Test
  void an_event_that_a_region_received_has_the_version_of_its_receipt() {
    String event =
        "{\"@timestamp\":\"2026-11-30T09:00:00Z\",\"event\":{\"id\":\"a\","
            + "\"created\":\"2026-11-30T09:00:01.5Z\"}%s}";
    String way = ",\"logstream\":{\"transport\":\"http\",\"region\":\"east\",\"n\":{\"x\":[1]}}";

    assertThat(
            DocumentReader.read(event.formatted(way).getBytes(UTF_8), null, "logs-0-1", 0)
                .version())
        .isEqualTo(FirstReceipt.version(Instant.parse("2026-11-30T09:00:01.5Z"), "east"));
    assertThat(
            DocumentReader.read(event.formatted("").getBytes(UTF_8), null, "logs-0-1", 0).version())
        .isEqualTo(IndexDocument.NO_VERSION);
  }
}
