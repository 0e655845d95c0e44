package io.logstream.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlFunctionsTest {

  @Test
  void matchesAddressesOfBothVersionsWithNetworks() {
    CidrMatch match = new CidrMatch();

    assertThat(match.eval("10.1.2.3", "10.0.0.0/8")).isTrue();
    assertThat(match.eval("11.1.2.3", "10.0.0.0/8")).isFalse();
    assertThat(match.eval("fd00::1", "fd00::/8")).isTrue();
    assertThat(match.eval("fd00::1", "10.0.0.0/8")).isFalse();
    assertThat(match.eval("no address", "10.0.0.0/8")).isNull();
    assertThat(match.eval("10.1.2.3", "no network")).isNull();
    assertThat(match.eval(null, "10.0.0.0/8")).isNull();
  }

  /** The value is that of the specification's own example. */
  @Test
  void namesAConnectionTheSameInBothDirections() {
    CommunityIdOf id = new CommunityIdOf();
    id.open(null);

    String one = id.eval("tcp", "128.232.110.120", 34855, "66.35.250.204", 80);

    assertThat(one).isEqualTo("1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
    assertThat(id.eval("tcp", "66.35.250.204", 80, "128.232.110.120", 34855)).isEqualTo(one);
    assertThat(id.eval("carrier pigeon", "10.0.0.1", 1, "10.0.0.2", 2)).isNull();
    assertThat(id.eval("tcp", "here", 1, "10.0.0.2", 2)).isNull();
  }

  @Test
  void takesTheRegisteredPartOfAName() {
    RegisteredDomain domain = new RegisteredDomain();

    assertThat(domain.eval("a.b.example.co.uk")).isEqualTo("example.co.uk");
    assertThat(domain.eval("localhost")).isNull();
    assertThat(domain.eval(null)).isNull();
  }

  @Test
  void readsUserAgents() {
    UserAgent agent = new UserAgent();
    agent.open(null);

    assertThat(agent.eval("curl/8.5.0").getField(0)).isEqualTo("curl");
    assertThat(agent.eval("curl/8.5.0").getField(1)).isEqualTo("8.5.0");
    assertThat(agent.eval(null)).isNull();
  }

  @Test
  void measuresEntropyInBitsACharacter() {
    Entropy entropy = new Entropy();

    assertThat(entropy.eval("aaaa")).isZero();
    assertThat(entropy.eval("abcd")).isEqualTo(2.0, within(1e-9));
    assertThat(entropy.eval("")).isZero();
    assertThat(entropy.eval(null)).isNull();
  }

  @Test
  void scoresGeneratedNamesAboveChosenOnes() {
    DgaScore score = new DgaScore();
    score.open(null);

    assertThat(score.eval("qx7vt2kpz9wq.example")).isGreaterThan(score.eval("weather.example"));
    assertThat(score.eval(" ")).isNull();
  }

  @Test
  void normalizesALineAndSaysWhatIsWrongWithOne() {
    NormalizeLine normalize = new NormalizeLine();
    normalize.open(null);

    assertThat(normalize.eval("{\"message\":\"hello\"}")).contains("\"message\":\"hello\"");
    assertThat(normalize.eval("{\"broken\":", "json")).contains("\"error\"").contains("original");
    assertThat(normalize.eval(null)).isNull();
  }

  @Test
  void scoresAClockAboveChance() {
    BeaconScoreOf beacon = new BeaconScoreOf();
    BeaconScoreOf.Series clock = beacon.createAccumulator();
    BeaconScoreOf.Series chance = beacon.createAccumulator();
    Instant start = Instant.parse("2026-11-24T10:00:00Z");
    long[] random = {0, 5, 190, 200, 1_000, 1_010, 1_900, 5_000, 5_003, 9_000};
    for (int i = 0; i < 10; i++) {
      beacon.accumulate(clock, start.plusSeconds(60L * i), 400L);
      beacon.accumulate(chance, start.plusSeconds(random[i]), 100L * i * i);
    }

    assertThat(beacon.getValue(clock)).isGreaterThan(beacon.getValue(chance));
    assertThat(beacon.getValue(beacon.createAccumulator())).isZero();
  }

  @Test
  void takesATextApartByAGrokPattern() {
    Grok grok = new Grok();
    grok.open(null);

    assertThat(
            grok.eval("GET /cart took 31 ms", "%{WORD:method} %{URIPATH:path} took %{INT:ms} ms"))
        .containsEntry("method", "GET")
        .containsEntry("path", "/cart")
        .containsEntry("ms", "31");
    assertThat(grok.eval("nothing of the kind", "%{INT:ms} ms")).isNull();
    assertThat(grok.eval(null, "%{INT:ms}")).isNull();
    assertThatThrownBy(() -> grok.eval("31 ms", "%{NO_SUCH_PATTERN:x}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NO_SUCH_PATTERN");
  }

  @Test
  void anEdgeIsWellWhereItDoesAsUsualAndBadWhereHalfOfItsCallsFail() {
    EdgeHealthOf health = new EdgeHealthOf();

    assertThat(health.eval(100L, 1L, 20.0, 6_000L, 60L, 20.0)).isEqualTo(1);
    assertThat(health.eval(100L, 50L, 20.0, 6_000L, 110L, 20.0)).isLessThan(0.2);
    assertThat(health.eval(100L, 1L, 160.0, 6_000L, 60L, 20.0)).isZero();
    assertThat(health.eval(100L, 1L, null, 6_000L, 60L, null)).isEqualTo(1);
    assertThat(health.eval(null, 1L, 20.0, 6_000L, 60L, 20.0)).isNull();
  }

  @Test
  void findsQuantilesInPartsAsInOne() {
    QuantileSketch quantile = new QuantileSketch();
    QuantileSketch.Sketch whole = quantile.createAccumulator();
    QuantileSketch.Sketch left = quantile.createAccumulator();
    QuantileSketch.Sketch right = quantile.createAccumulator();
    for (int i = 1; i <= 10_000; i++) {
      double value = i * 7_919 % 10_007;
      quantile.accumulate(whole, value, 0.95);
      quantile.accumulate(i % 3 == 0 ? left : right, value, 0.95);
    }
    quantile.merge(left, List.of(right));

    assertThat(quantile.getValue(whole)).isCloseTo(9_506.0, within(140.0));
    assertThat(quantile.getValue(left)).isCloseTo(9_506.0, within(140.0));
    assertThat(quantile.getValue(quantile.createAccumulator())).isNull();
  }

  /** Halves put together give what the whole gives: a batch counts in parts. */
  @Test
  void countsDifferentValuesInPartsAsInOne() {
    DistinctSketch distinct = new DistinctSketch();
    DistinctSketch.Sketch whole = distinct.createAccumulator();
    DistinctSketch.Sketch left = distinct.createAccumulator();
    DistinctSketch.Sketch right = distinct.createAccumulator();
    for (int i = 0; i < 10_000; i++) {
      distinct.accumulate(whole, "value " + i % 5_000);
      distinct.accumulate(i % 2 == 0 ? left : right, "value " + i % 5_000);
    }
    distinct.merge(left, List.of(right));

    assertThat(distinct.getValue(whole)).isCloseTo(5_000L, within(165L));
    assertThat(distinct.getValue(left)).isCloseTo(distinct.getValue(whole), within(165L));
    assertThat(distinct.getValue(distinct.createAccumulator())).isZero();
  }
}
