package io.logstream.functions.threat.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Endpoint;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.event.Flow.Names;
import io.logstream.functions.event.Flow.State;
import io.logstream.functions.event.Flow.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigmaRuleTest {

  private static Flow http(String host, String url, String method, int status, String agent) {
    return flow(
        Layer.HTTP,
        "192.0.2.80",
        80,
        new Names("", "", "", "", host, url, method, status, agent, "", ""));
  }

  private static Flow flow(Layer layer, String to, int port, Names names) {
    return new Flow(
        "e1",
        layer,
        "",
        0,
        1_500_000_000L,
        "tcp",
        "",
        new Endpoint("10.1.2.3", 40_000, 700, 3),
        new Endpoint(to, port, 90_000, 3),
        Verdict.DENIED,
        State.ESTABLISHED,
        names,
        "ann",
        "test");
  }

  private static String proxy(String detection) {
    return "title: T\nlevel: high\nlogsource: {category: proxy}\ndetection:\n  " + detection;
  }

  private static boolean matches(String detection, Flow flow) throws SigmaException {
    return SigmaReader.readOne(proxy(detection.replace("\n", "\n  "))).matches(flow);
  }

  @Test
  void readsWhatAnAlertSaysOfIt() throws SigmaException {
    SigmaRule rule =
        SigmaReader.readOne(
            """
            title: Script host asks the web
            id: 0d0f3d5c-6f0e-4f4e-9b8b-0d1b7f1c9a11
            status: test
            author: somebody
            date: 2026-01-01
            tags:
              - attack.command-and-control
              - attack.T1071.001
            logsource:
              category: proxy
            detection:
              selection:
                c-useragent|contains: ' cscript/'
              condition: selection
            falsepositives:
              - Administrators
            level: high
            """);
    assertThat(rule.rule().id()).isEqualTo("0d0f3d5c-6f0e-4f4e-9b8b-0d1b7f1c9a11");
    assertThat(rule.rule().title()).isEqualTo("Script host asks the web");
    assertThat(rule.rule().level()).isEqualTo("high");
    assertThat(rule.rule().tags())
        .containsExactly("attack.command-and-control", "attack.t1071.001");
    assertThat(rule.matches(http("a.example", "/", "GET", 200, "Mozilla CScript/5"))).isTrue();
    assertThat(rule.matches(http("a.example", "/", "GET", 200, "Mozilla"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        // selection                                         matches?
        "s: {cs-host: A.example}                              ~ true",
        "s: {cs-host: example}                                ~ false",
        "s: {cs-host: '*.example'}                            ~ true",
        "s: {cs-host: '?.example'}                            ~ true",
        "s: {cs-host: '\\*.example'}                          ~ false",
        "s: {cs-host|cased: A.example}                        ~ false",
        "s: {c-uri|startswith: /get}                          ~ true",
        "s: {c-uri|endswith: .exe}                            ~ false",
        "s: {c-uri-stem|endswith: .exe}                       ~ true",
        "s: {c-uri-extension: [dll, exe]}                     ~ true",
        "s: {c-uri-query|contains: [id=, nowhere]}            ~ true",
        "s: {c-uri-query|contains|all: [id=, nowhere]}        ~ false",
        "s: {c-uri-query|contains|all: [id=, 'key=*Z']}       ~ true",
        "s: {c-uri|re: '/get/[a-z]{3}\\.exe'}                 ~ true",
        "s: {c-uri|re: '/GET/'}                               ~ false",
        "s: {c-uri|re|i: '/GET/'}                             ~ true",
        "s: {src_ip|cidr: 10.1.0.0/16}                        ~ true",
        "s: {src_ip|cidr: [10.2.0.0/16, 'fd00::/8']}          ~ false",
        "s: {sc-status: 404}                                  ~ true",
        "s: {sc-status|gte: 400, sc-status|lt: 404}           ~ false",
        "s: {sc-bytes|gt: 80000}                              ~ true",
        "s: {c-useragent: null}                               ~ true",
        "s: {c-useragent: ''}                                 ~ true",
        "s: {c-useragent: '*'}                                ~ false",
        "s: {cs-username|exists: true}                        ~ true",
        "s: {cs-username|exists: false}                       ~ false",
        "s: [{cs-host: x}, {cs-method: get}]                  ~ true",
        "s: {cs-host: x, cs-method: get}                      ~ false",
      })
  void aSelectionMatchesFields(String selection, boolean expected) throws SigmaException {
    Flow flow = http("a.example", "/get/abc.exe?id=7&key=xyz", "GET", 404, "");
    assertThat(matches(selection + "\ncondition: s", flow)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "a ~ true",
        "not a ~ false",
        "a and b ~ false",
        "a or b ~ true",
        "b or a and c ~ false",
        "a or b and c ~ true",
        "(a or b) and not c ~ true",
        "NOT b AND a ~ true",
        "1 of them ~ true",
        "all of them ~ false",
        "1 of filter_* ~ false",
        "a and not 1 of filter_* ~ true",
        "all of filter_* or any of a* ~ true",
      })
  void aConditionJoinsSelections(String condition, boolean expected) throws SigmaException {
    String detection =
        "a: {cs-method: GET}\nb: {cs-method: PUT}\nc: {cs-host: other}\nfilter_x: {cs-host: y}\n"
            + "_b: {cs-method: PUT}\ncondition: "
            + condition;
    assertThat(matches(detection, http("a.example", "/", "GET", 200, ""))).isEqualTo(expected);
  }

  @Test
  void severalConditionsAreAlternatives() throws SigmaException {
    assertThat(
            matches(
                "a: {cs-method: PUT}\nb: {cs-method: GET}\ncondition: [a, b]",
                http("h", "/", "GET", 200, "")))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "category: dns ~ query: evil.example ~ DNS",
        "category: firewall ~ {dst_port: 53, action: deny} ~ CONNECTION",
        "{product: zeek, service: dns} ~ qtype_name: TXT ~ DNS",
        "{product: zeek, service: conn} ~ id.resp_p: 53 ~ CONNECTION",
        "{product: zeek, service: ssl} ~ server_name: evil.example ~ TLS",
        "{product: zeek, service: http} ~ user_agent: bot ~ HTTP",
        "{category: firewall, product: some-make} ~ username: ann ~ CONNECTION",
      })
  void aRuleIsAboutTheTrafficOfItsSource(String source, String field, Layer layer)
      throws SigmaException {
    String logsource = source.startsWith("{") ? source : '{' + source + '}';
    String selection = field.startsWith("{") ? field : '{' + field + '}';
    SigmaRule rule =
        SigmaReader.readOne(
            "title: T\nlogsource: %s\ndetection: {s: %s, condition: s}"
                .formatted(logsource, selection));
    Names names =
        new Names("evil.example", "TXT", "", "evil.example", "", "", "", 0, "bot", "", "");
    for (Layer other : Layer.values()) {
      assertThat(rule.matches(flow(other, "192.0.2.53", 53, names)))
          .as(other.name())
          .isEqualTo(other == layer);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "s: {cs-host: x} / condition: s | count() by src_ip > 5 ~ expected no aggregation, found",
        "s: {cs-host: x} / timeframe: 5m / condition: s ~ detection.timeframe: expected none",
        "s: {CommandLine: x} / condition: s ~ detection.s: expected a field that flows carry, found"
            + " \"CommandLine\"",
        "s: {cs-host|base64: x} / condition: s ~ expected a modifier, one of contains",
        "s: {cs-host|re: '(?=x)'} / condition: s ~ expected a regular expression as RE2 has it",
        "s: {src_ip|cidr: x} / condition: s ~ expected a network such as",
        "s: [word, other] / condition: s ~ flows hold no text of a line to search",
        "s: {cs-host: x} / condition: t ~ expected one of [s] as word 1, found \"t\"",
        "s: {cs-host: x} / condition: s and ~ as word 3, found the end",
        "s: {cs-host: x} / condition: (s ~ expected a closing parenthesis",
        "s: {cs-host: x} / condition: s s ~ expected and, or, or the end as word 2",
        "s: {cs-host: x} / condition: 2 of them ~ expected 1, any or all before \"of\"",
        "s: {cs-host: x} / condition: 1 of t* ~ a pattern of names of [s]",
        "s: {cs-host: x} / m: {cs-host: y} ~ condition: expected a text, found null",
        "s: {} / condition: s ~ expected a field, found none",
      })
  void whatCannotBeUsedIsRefusedWithTheReason(String detection, String reason) {
    assertThatThrownBy(() -> matches(detection.replace(" / ", "\n"), http("", "", "", 0, "")))
        .isInstanceOf(SigmaException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "[] ~ rule: expected one rule, found 0",
        "'a: [' ~ rule: expected a YAML map",
        "{logsource: {category: proxy}} ~ title: expected a text, found null",
        "{title: T, level: awful} ~ level: expected one of [informational",
        "{title: T} ~ logsource: expected a map, found null",
        "{title: T, logsource: {category: dns}} ~ detection: expected a map, found null",
        "{title: T, correlation: {type: event_count}} ~ correlation: expected none",
        "{title: T, detection: {s: {query: x}, condition: s}, logsource: {product: windows}} ~"
            + " logsource: expected category proxy",
        "{title: T, detection: {s: {query: x}, condition: s}, logsource: {product: zeek, service:"
            + " kerberos}} ~ logsource: expected",
      })
  void whatIsNoRuleForFlowsIsRefused(String yaml, String reason) {
    assertThatThrownBy(() -> SigmaReader.readOne(yaml))
        .isInstanceOf(SigmaException.class)
        .hasMessageContaining(reason);
  }
}
