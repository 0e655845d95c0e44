package io.logstream.functions.payment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.event.Payment;
import io.logstream.functions.event.Payment.Kind;
import io.logstream.functions.event.PaymentJson;
import io.logstream.functions.event.RideEvent;
import io.logstream.functions.event.RideEventJson;
import io.logstream.functions.event.UserErasure;
import io.logstream.functions.event.UserErasureJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** What goes over the wire: read as written, as its schema has it, and never a surprise. */
class PaymentDocumentsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Property(tries = 300)
  void readsWhatItWrote(
      @ForAll @NotBlank @StringLength(max = 80) String text,
      @ForAll @StringLength(max = 80) String other,
      @ForAll long number,
      @ForAll Kind kind,
      @ForAll RideEvent.Phase phase,
      @ForAll Outcome outcome)
      throws IOException {
    String some = wellFormed(text);
    String maybe = wellFormed(other);
    Payment payment =
        new Payment(some, some, kind, some, maybe, maybe, number, "EUR", number, number);
    assertThat(PaymentJson.read(new PaymentJson().write(payment), number)).isEqualTo(payment);
    RideEvent ride = new RideEvent(maybe, phase, some, some, maybe, number);
    assertThat(RideEventJson.read(new RideEventJson().write(ride))).isEqualTo(ride);
    UserErasure erasure = new UserErasure(some, number);
    assertThat(UserErasureJson.read(UserErasureJson.write(erasure))).isEqualTo(erasure);
    Settlement settlement =
        new Settlement(
            some, some, kind, some, some, maybe, maybe, number, number, "EUR", number, number,
            number);
    assertThat(SettlementJson.read(new SettlementJson().write(settlement))).isEqualTo(settlement);
    Refusal refusal = new Refusal(some, outcome, payment);
    assertThat(RefusalJson.read(new RefusalJson().write(refusal))).isEqualTo(refusal);
    UserState state =
        new UserState(
            some, maybe, new TreeMap<>(Map.of("EUR", number)), number, 1, some, phase, number, 2);
    assertThat(UserStateJson.read(new UserStateJson().write(state))).isEqualTo(state);
    UserState fresh = UserState.of(some);
    assertThat(UserStateJson.read(new UserStateJson().write(fresh))).isEqualTo(fresh);
  }

  /** UTF-8 has no unpaired surrogates: they are written as U+FFFD. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  @Property(tries = 1000)
  void anythingElseIsRefusedWithAReason(@ForAll byte[] bytes) {
    for (Reader reader : READERS) {
      try {
        reader.read(bytes);
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private interface Reader {
    Object read(byte[] json) throws IOException;
  }

  private static final List<Reader> READERS =
      List.of(
          json -> PaymentJson.read(json, 0),
          RideEventJson::read,
          UserErasureJson::read,
          SettlementJson::read,
          RefusalJson::read,
          UserStateJson::read);

  @Test
  void saysWhatIsMissing() {
    refused("{\"v\":1}", "expected \"key\", a text");
    refused("{\"v\":2}", "expected an object with \"v\":1");
    refused("{\"v\":1,\"key\":\"k\",\"kind\":\"gift\"}", "unknown kind \"gift\"");
    refused(
        "{\"v\":1,\"key\":\"k\",\"kind\":\"charge\",\"user\":\"u\",\"amount\":1.5}",
        "expected \"amount\", a whole number");
    refused(
        "{\"v\":1,\"key\":\"k\",\"kind\":\"charge\",\"user\":\"u\",\"amount\":9223372036854775808}",
        "expected \"amount\", a whole number");
    refused("{\"v\":1,\"key\":\"" + "k".repeat(257) + "\"}", "at most 256 characters");
  }

  private static void refused(String json, String why) {
    assertThatThrownBy(() -> PaymentJson.read(json.getBytes(UTF_8), 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  @Test
  void writesWhatTheSchemasRequireAndNothingElse() throws IOException {
    Payment payment = new Payment("i", "k", Kind.CHARGE, "u", "r", "p", 1, "EUR", 2, 3);
    conforms("payment", new PaymentJson().write(payment));
    conforms("refusal", new RefusalJson().write(new Refusal("s", Outcome.DUPLICATE, payment)));
    conforms(
        "ride-event",
        new RideEventJson().write(new RideEvent("i", RideEvent.Phase.ENDED, "u", "r", "d", 1)));
    conforms("user-erasure", UserErasureJson.write(new UserErasure("u", 1)));
    conforms(
        "settlement",
        new SettlementJson()
            .write(
                new Settlement("s", "i", Kind.CHARGE, "u", "a", "r", "p", 1, 0, "EUR", 2, 3, 4)));
    conforms(
        "user-state",
        new UserStateJson()
            .write(
                new UserState(
                    "u",
                    "a",
                    new TreeMap<>(Map.of("EUR", 1L)),
                    1,
                    0,
                    "r",
                    RideEvent.Phase.ENDED,
                    1,
                    1)));
  }

  private static void conforms(String schema, byte[] document) throws IOException {
    JsonNode written = JSON.readTree(document);
    try (InputStream in = PaymentJson.class.getResourceAsStream("/schema/" + schema + ".v1.json")) {
      JsonNode described = JSON.readTree(in);
      described
          .path("required")
          .forEach(key -> assertThat(written.has(key.asText())).as(schema + " " + key).isTrue());
      written
          .properties()
          .forEach(
              field -> {
                JsonNode property = described.path("properties").path(field.getKey());
                assertThat(property.isMissingNode()).as(schema + " " + field.getKey()).isFalse();
                if (property.has("enum")) {
                  assertThat(property.path("enum")).contains(field.getValue());
                }
              });
    }
  }
}
