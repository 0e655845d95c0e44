package io.logstream.cep.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstream.cep.pattern.PatternEvent;
import io.logstream.cep.pattern.PatternReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.junit.jupiter.api.Test;

/** Partial matches that are written, read and gone on with. */
class PartialMatchesTest {

  private static final TypeSerializer<PatternEvent> EVENTS =
      TypeInformation.of(PatternEvent.class).createSerializer(new SerializerConfigImpl());

  private static PatternEvent event(String id, long time, String k) {
    PatternEvent event = PatternEvents.event(id, time, Map.of("k", k));
    event.relations = 1;
    return event;
  }

  private static Automaton aThenB() throws Exception {
    return new Automaton(
        PatternReader.read(
            "p",
            """
            id: p
            title: t
            severity: low
            fault: errors
            key: service
            within: 60s
            explanation: e
            runbook: r
            steps:
              - { name: first, where: { k: a } }
              - { name: second, where: { k: b } }
            """));
  }

  @Test
  void whatIsReadGoesOnToMatchAsWhatWasWritten() throws Exception {
    Automaton automaton = aThenB();
    PartialMatches.Format format = new PartialMatches.Format(EVENTS);
    BufferStore buffer = new BufferStore(EVENTS);
    PartialMatches written = automaton.start();
    assertThat(automaton.feed(buffer, written, event("1", 1_000, "a"))).isEmpty();
    assertThat(written.end).isEqualTo(61_000);

    PartialMatches read = format.read(format.write(written), written.end);
    List<Map<String, List<PatternEvent>>> found =
        List.copyOf(automaton.feed(buffer, read, event("2", 2_000, "b")));

    assertThat(found)
        .singleElement()
        .satisfies(
            match -> {
              assertThat(match.get("first")).extracting(event -> event.id).containsExactly("1");
              assertThat(match.get("second")).extracting(event -> event.id).containsExactly("2");
            });
    assertThat(read.isIdle()).isTrue();
    assertThat(read.events).isEmpty();
    assertThat(read.nodes).isEmpty();
    buffer.close();
  }

  @Test
  void bytesOfAnotherVersionAreRefused() {
    assertThatThrownBy(() -> new PartialMatches.Format(EVENTS).read(new byte[] {2}, 0))
        .isInstanceOf(IOException.class)
        .hasMessage("partial matches: expected version 1, found 2");
  }

  @Test
  void whatIsKeptBesideThemNeedsNoKryo() {
    assertThat(TypeInformation.of(UnderWay.class)).isInstanceOf(PojoTypeInfo.class);
    assertThat(TypeInformation.of(RoutedEvent.class)).isInstanceOf(PojoTypeInfo.class);
  }
}
