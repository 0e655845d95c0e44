package io.logstream.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.normalize.LineNormalizer;
import io.logstream.functions.normalize.Normalizer;
import io.logstream.functions.parse.Formats;
import io.logstream.functions.parse.ParseContext;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MixedLinesTest {

  @Test
  void theSameSeedGivesTheSameLines() {
    MixedLines one = new MixedLines(7);
    MixedLines other = new MixedLines(7);
    for (int i = 0; i < 100; i++) {
      assertThat(one.next()).isEqualTo(other.next());
    }
  }

  @Test
  void eachLineIsOfAFormatThatIsRecognisedAndHasATime() throws Exception {
    MixedLines lines = new MixedLines(1);
    LineNormalizer normalizer = new LineNormalizer(Formats.all());
    Event event = new Event();
    Set<String> datasets = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String line = lines.next().text();
      normalizer.normalize(line.getBytes(UTF_8), null, new ParseContext(1, ZoneOffset.UTC), event);
      assertThat(event.textOrNull(EcsField.EVENT_DATASET)).as(line).isNotEqualTo("unknown");
      assertThat(event.texts(EcsField.TAGS)).as(line).doesNotContain(Normalizer.NO_TIMESTAMP);
      datasets.add(event.textOrNull(EcsField.EVENT_DATASET));
    }
    assertThat(datasets)
        .contains("nginx", "json", "logfmt", "java", "sshd", "cisco-asa", "postgresql");
  }
}
