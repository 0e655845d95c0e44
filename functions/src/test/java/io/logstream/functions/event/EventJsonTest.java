package io.logstream.functions.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EventJsonTest {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static String write(Event event) {
    return new String(new EventJson().write(event), UTF_8);
  }

  @Test
  void vendorFieldsAreNestedByNameAndTheLastValueCounts() {
    Event event = new Event();
    event.vendor("b.y", 1).vendor("a", "first").vendor("b.x.z", true).vendor("a", "last");
    assertThat(write(event)).isEqualTo("{\"a\":\"last\",\"b\":{\"x\":{\"z\":true},\"y\":1}}");
  }

  @Test
  void aValueAtThePathOfAnObjectMovesUnderIt() {
    Event event = new Event();
    event.vendor("a.b", 2).vendor("a", 1).vendor("a.value.c", 3);
    assertThat(write(event)).isEqualTo("{\"a\":{\"b\":2,\"value\":{\"c\":3,\"value\":1}}}");
  }

  @Test
  void aValueThatWasSetWhereAnotherWouldMoveToStays() {
    Event event = new Event();
    event.vendor("a.value", "own").vendor("a", "moved");
    assertThat(write(event)).isEqualTo("{\"a\":{\"value\":\"own\"}}");
  }

  @Test
  void keysAreEscaped() throws IOException {
    Event event = new Event();
    event.vendor("a.\"ü\\", "x");
    assertThat(JSON.readTree(write(event)).at("/a").properties().iterator().next().getKey())
        .isEqualTo("\"ü\\");
  }

  @Test
  void textIsEscapedWhereverItNeedsTo() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(40); n >= 0; n--) {
        int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x2_0000);
        text.appendCodePoint(Character.isSurrogate((char) point) && point < 0x1_0000 ? 'x' : point);
      }
      Event event = new Event();
      event.vendor("a", text.toString());
      assertThat(JSON.readTree(write(event)).path("a").asText()).isEqualTo(text.toString());
    }
  }

  /** Every value is there once, at its own path or under as many {@code value} keys as it takes. */
  @Test
  void anyPathsMakeOneDocumentWithAllValues() throws IOException {
    Random random = new Random(2);
    String[] names = {"a", "b", "value", "a-b"};
    for (int i = 0; i < 5_000; i++) {
      Event event = new Event();
      Map<String, Long> set = new LinkedHashMap<>();
      for (int n = random.nextInt(9); n >= 0; n--) {
        StringBuilder path = new StringBuilder(names[random.nextInt(names.length)]);
        for (int depth = random.nextInt(4); depth > 0; depth--) {
          path.append('.').append(names[random.nextInt(names.length)]);
        }
        event.vendor(path.toString(), n);
        set.put(path.toString(), (long) n);
      }
      JsonNode document = JSON.readTree(write(event));
      set.forEach((path, value) -> assertFound(document, set, path, value));
    }
  }

  private static void assertFound(
      JsonNode document, Map<String, Long> set, String path, long value) {
    String at = path;
    while (document.at('/' + at.replace('.', '/')).isObject()) {
      at += ".value";
      if (set.containsKey(at)) {
        return;
      }
    }
    assertThat(document.at('/' + at.replace('.', '/')).asLong(-1))
        .describedAs("%s in %s", path, document)
        .isEqualTo(value);
  }
}
