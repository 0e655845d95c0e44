package io.logstream.functions.threat.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The model that ships, on families made up here, which it never saw. */
class DomainModelTest {

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

  private final DomainModel model = DomainModel.trained();
  private final Random random = new Random(11);

  private String of(String alphabet, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static List<String> ten(Supplier<String> names) {
    Set<String> ten = new LinkedHashSet<>();
    while (ten.size() < 10) {
      ten.add(names.get());
    }
    return List.copyOf(ten);
  }

  @Test
  void namesThatPeopleChooseLookNatural() {
    for (String name : List.of("gardenshop.com", "stadtbibliothek.de", "cityrail.co.uk")) {
      assertThat(model.name(name)).as(name).isLessThan(0.5);
    }
  }

  @Test
  void aGroupOfNamesThatPeopleChooseIsNotGenerated() {
    assertThat(
            model.group(
                List.of(
                    "gardenshop.com",
                    "stadtbibliothek.de",
                    "cityrail.co.uk",
                    "oldharbour.org",
                    "nordlicht-verlag.de",
                    "quickinvoice.net",
                    "pasteleria-luna.es",
                    "openmaps.io",
                    "familytree.info",
                    "bluetractor.com")))
        .isLessThan(0.2);
  }

  @Test
  void randomLettersAreGenerated() {
    assertThat(model.group(ten(() -> of(LETTERS, 12 + random.nextInt(4)) + ".com")))
        .isGreaterThan(0.9);
  }

  @Test
  void hexadecimalDigitsAreGenerated() {
    assertThat(model.group(ten(() -> of("0123456789abcdef", 16) + ".info"))).isGreaterThan(0.9);
  }

  @Test
  void syllablesThatCanBeSpokenAreGeneratedAsAGroup() {
    List<String> names =
        ten(
            () -> {
              StringBuilder name = new StringBuilder();
              for (int i = 0; i < 4; i++) {
                name.append(of("bcdfgklmnprstvz", 1)).append(of("aeiou", 1));
              }
              return name + ".com";
            });
    assertThat(model.group(names)).isGreaterThan(0.5);
  }

  @Test
  void everyNameHasAScoreWhateverItsCharacters() {
    for (String name :
        List.of("a.b", "-.--", "xn--80ak6aa92e.com", "\u00e9\ud83d.com", "localhost")) {
      assertThat(model.name(name)).isBetween(0.0, 1.0);
    }
  }
}
