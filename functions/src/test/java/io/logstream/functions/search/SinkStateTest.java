package io.logstream.functions.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.junit.jupiter.api.Test;

class SinkStateTest {

  private static final BulkEntrySerializer SERIALIZER = new BulkEntrySerializer();

  private static final IndexDocument DOCUMENT =
      new IndexDocument(
          "id-ü", "index", "{\"a\":\"ü\"}".getBytes(UTF_8), new byte[] {1, 2}, "logs-3-4", "");

  private static final IndexDocument VERSIONED =
      new IndexDocument(
          "id", "index", "{}".getBytes(UTF_8), new byte[] {1, 2}, "east.logs-3-4", "", 77);

  @Test
  void what_waited_at_a_checkpoint_waits_after_it() throws IOException {
    IndexDocument restored =
        only(SERIALIZER.deserialize(2, SERIALIZER.serialize(stateOf(VERSIONED))));

    assertThat(restored).usingRecursiveComparison().isEqualTo(VERSIONED);
  }

  @Test
  void state_of_the_first_version_is_still_read() throws IOException {
    String snapshot =
        "ffffffffffffffff00000001000000000000000a0000000569642dc3bc00000005696e6465780000000a7b2261"
            + "223a22c3bc227d000000020102000000086c6f67732d332d3400000000";

    IndexDocument restored = only(SERIALIZER.deserialize(1, HexFormat.of().parseHex(snapshot)));

    assertThat(restored).usingRecursiveComparison().isEqualTo(DOCUMENT);
  }

  @Test
  void state_of_an_unknown_version_is_refused() {
    assertThatThrownBy(() -> SERIALIZER.deserialize(3, new byte[0]))
        .hasMessage("index sink: expected state of version 1 or 2, found 3");
  }

  @Test
  void documents_travel_without_kryo() {
    TypeInformation<IndexDocument> type = TypeInformation.of(IndexDocument.class);

    assertThat(type).isInstanceOf(PojoTypeInfo.class);
    assertThat(((PojoTypeInfo<IndexDocument>) type).getTotalFields()).isEqualTo(7);
  }

  private static BufferedRequestState<BulkEntry> stateOf(IndexDocument document) {
    BulkEntry entry = new BulkEntry(document);
    return new BufferedRequestState<>(List.of(new RequestEntryWrapper<>(entry, entry.size())));
  }

  private static IndexDocument only(BufferedRequestState<BulkEntry> state) {
    assertThat(state.getBufferedRequestEntries()).hasSize(1);
    return state.getBufferedRequestEntries().get(0).getRequestEntry().document();
  }
}
