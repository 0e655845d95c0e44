package io.logstream.cep.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternReaderTest {

  private static final String GOOD =
      """
      id: p
      title: "{key}: {first.message}"
      severity: low
      fault: errors
      key: service
      within: 60s
      explanation: e
      runbook: r
      steps:
        - { name: first, where: { k: a } }
        - { name: second, where: { k: b }, times: 2.. }
      """
          .replace("2..", "2..3");

  @Test
  void readsAPattern() throws PatternException {
    IncidentPattern pattern = PatternReader.read("p.yaml", GOOD);
    assertThat(pattern.steps()).extracting(Step::name).containsExactly("first", "second");
    assertThat(pattern.steps().get(1).times()).isEqualTo(new Step.Times(2, 3));
    assertThat(pattern.isStrict()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id: p            | id: P x                  | p.yaml: id: expected lower-case letters,"
            + " digits, - and _, found \"P x\"",
        "severity: low    | severity: loud           | p.yaml: severity: expected one of [low,"
            + " medium, high, critical], found \"loud\"",
        "within: 60s      | within: 25h              | p.yaml: within: expected a time such as 90s,"
            + " 10m or 2h, 24h at most, found \"25h\"",
        "within: 60s      | withn: 60s               | p.yaml: withn: expected no such field, but"
            + " those of",
        "{first.message}  | {third.message}          | p.yaml: title: expected {key} or"
            + " {STEP.FIELD} of one of the steps",
        "times: 2..3      | times: 3..2              | p.yaml: steps[1].times: expected N, N+ or"
            + " N..M, from 1 to 1000, found \"3..2\"",
        "times: 2..3      | times: 5000              | p.yaml: steps[1].times: expected N, N+ or"
            + " N..M, from 1 to 1000, found 5000",
        "where: { k: a }  | where: {}                | p.yaml: steps[0].where: expected a field at"
            + " least",
        "where: { k: a }  | where: { k: { like: a } }| p.yaml: steps[0].where.k.like: expected no"
            + " such field",
        "where: { k: a }  | relation: source         | p.yaml: steps[0].relation: expected one of"
            + " [self, caller, callee] with this key, found \"source\"",
        "name: second     | name: first              | p.yaml: steps[1].name: expected a name that"
            + " no step before has, found \"first\"",
        "{ name: first, where: { k: a } } | { name: first, absent: true, where: { k: a } } |"
            + " p.yaml: steps[0].absent: expected a first step that comes, found true",
        "key: service     | key: planet              | p.yaml: key: expected one of [service, host,"
            + " trace, address], found \"planet\"",
        "fault: errors    | 'fault: [errors'         | p.yaml: expected YAML, found",
      })
  void saysWhatIsWrongAndWhere(String good, String bad, String message) {
    assertThatExceptionOfType(PatternException.class)
        .isThrownBy(() -> PatternReader.read("p.yaml", GOOD.replace(good, bad)))
        .withMessageStartingWith(message);
  }

  @Property(tries = 500)
  void anyTextIsAPatternOrAProblem(
      @ForAll @StringLength(max = 200) @CharRange(from = '\u0000', to = '\u00ff') String text) {
    assertThatCode(() -> read(text)).doesNotThrowAnyException();
  }

  @Property(tries = 500)
  void anyChangeOfACharacterIsAPatternOrAProblem(
      @ForAll int at, @ForAll @CharRange(from = ' ', to = '~') char with) {
    StringBuilder text = new StringBuilder(GOOD);
    text.setCharAt(Math.floorMod(at, text.length()), with);
    assertThatCode(() -> read(text.toString())).doesNotThrowAnyException();
  }

  private static void read(String text) {
    try {
      PatternReader.read("p.yaml", text);
    } catch (PatternException e) {
      assertThat(e.getMessage()).startsWith("p.yaml: ");
    }
  }

  /** The schema is for editors; the reader decides. They have the same fields and words. */
  @Test
  void theSchemaHasTheReadersFields() throws Exception {
    JsonNode schema =
        new ObjectMapper()
            .readTree(PatternReader.class.getResourceAsStream("/patterns/pattern.schema.json"));
    assertThat(names(schema.path("properties")))
        .containsExactlyInAnyOrder(
            "id",
            "title",
            "severity",
            "fault",
            "key",
            "within",
            "steps",
            "blame",
            "explanation",
            "runbook");
    assertThat(names(schema.at("/$defs/step/properties")))
        .containsExactlyInAnyOrder(
            "name", "order", "absent", "relation", "where", "times", "distinct", "same", "rising");
    assertThat(words(schema.at("/properties/severity/enum")))
        .isEqualTo(Node.names(Severity.values()));
    assertThat(words(schema.at("/properties/fault/enum"))).isEqualTo(Node.names(Fault.values()));
    assertThat(words(schema.at("/properties/key/enum"))).isEqualTo(Node.names(Key.values()));
    assertThat(words(schema.at("/$defs/step/properties/relation/enum")))
        .isEqualTo(Node.names(Relation.values()));
    assertThat(words(schema.at("/$defs/step/properties/order/enum")))
        .isEqualTo(Node.names(Step.Order.values()));
  }

  private static TreeSet<String> names(JsonNode object) {
    TreeSet<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> words(JsonNode array) {
    List<String> words = new java.util.ArrayList<>();
    array.forEach(word -> words.add(word.asText()));
    return words;
  }
}
