package io.logstream.functions.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logstream.functions.control.ControlRow;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.Topics;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnrichmentTest {

  private final ControlView control = new ControlView(Reference.TABLES, true);
  private final Enrichment enrichment = enrichment(Enrichment.Options.DEFAULT);

  private Enrichment enrichment(Enrichment.Options options) {
    try {
      return new Enrichment(options, control);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private ControlView.Outcome row(String id, String json) {
    ControlRow row = new ControlRow();
    row.topic = Topics.CONTROL_REFERENCE;
    row.key = id.getBytes(UTF_8);
    row.value = json.getBytes(UTF_8);
    return control.apply(row).outcome();
  }

  private static Event connection(String from, String to) {
    return new Event().set(EcsField.SOURCE_IP, from).set(EcsField.DESTINATION_IP, to);
  }

  private String direction(String from, String to) {
    Event event = connection(from, to);
    enrichment.enrich(event);
    return event.textOrNull(EcsField.NETWORK_DIRECTION);
  }

  @Test
  void theDirectionIsThatOfThePerimeter() {
    assertThat(direction("10.1.2.3", "192.168.1.1")).isEqualTo("internal");
    assertThat(direction("10.1.2.3", "8.8.8.8")).isEqualTo("outbound");
    assertThat(direction("8.8.8.8", "::ffff:10.1.2.3")).isEqualTo("inbound");
    assertThat(direction("8.8.8.8", "2001:4860:4860::8888")).isEqualTo("external");
    assertThat(direction("fd12::1", "fe80::1")).isEqualTo("internal");
  }

  @Test
  void whatTheLineSaysStays() {
    Event event = connection("10.1.2.3", "8.8.8.8").set(EcsField.NETWORK_DIRECTION, "ingress");
    enrichment.enrich(event);
    assertThat(event.textOrNull(EcsField.NETWORK_DIRECTION)).isEqualTo("ingress");
  }

  @Test
  void aNetworksRowChangesTheNextEvent() {
    assertThat(direction("203.0.113.7", "8.8.8.8")).isEqualTo("external");
    row("dmz", "{\"kind\":\"network\",\"cidr\":\"203.0.113.0/24\"}");
    Event event = connection("203.0.113.7", "8.8.8.8");
    enrichment.enrich(event);
    assertThat(event.textOrNull(EcsField.NETWORK_DIRECTION)).isEqualTo("outbound");
    assertThat(event.vendorText("logstream.source.network")).contains("dmz");
    row("dmz", "");
    assertThat(direction("203.0.113.7", "8.8.8.8")).isEqualTo("external");
  }

  @Test
  void theSmallestAssetThatHoldsAnAddressCounts() {
    row("a", "{\"kind\":\"asset\",\"address\":\"10.0.0.0/8\",\"name\":\"site\"}");
    row(
        "b",
        "{\"kind\":\"asset\",\"address\":\"10.7.0.1\",\"name\":\"ledger\",\"owner\":\"finance\","
            + "\"criticality\":\"critical\"}");
    Event event = connection("10.7.0.1", "10.7.0.2");
    enrichment.enrich(event);
    assertThat(event.vendorText("logstream.source.asset.name")).contains("ledger");
    assertThat(event.vendorText("logstream.source.asset.criticality")).contains("critical");
    assertThat(event.vendorText("logstream.destination.asset.name")).contains("site");
  }

  @Test
  void theCatalogueFillsWhatTheLineLeavesOut() {
    row(
        "cart",
        "{\"kind\":\"service\",\"owner\":\"checkout\",\"tier\":\"1\",\"environment\":\"production\"}");
    Event event = new Event().set(EcsField.SERVICE_NAME, "cart");
    enrichment.enrich(event);
    assertThat(event.textOrNull(EcsField.SERVICE_ENVIRONMENT)).isEqualTo("production");
    assertThat(event.vendorText("logstream.service.owner")).contains("checkout");
  }

  @Test
  void aRowThatIsNoneIsRefused() {
    for (String json :
        new String[] {
          "{\"kind\":\"network\",\"cidr\":\"10.0.0.0/33\"}",
          "{\"kind\":\"network\"}",
          "{\"kind\":\"asset\",\"name\":\"x\"}",
          "{\"kind\":\"asset\",\"address\":\"ten\"}",
          "{\"kind\":\"asset\",\"host\":\"h\",\"criticality\":\"grave\"}"
        }) {
      assertThat(row("x", json)).as(json).isEqualTo(ControlView.Outcome.REFUSED);
    }
  }

  /** The examples of the specification. */
  @Test
  void theCommunityIdIsThatOfTheSpecification() {
    CommunityId id = new CommunityId();
    for (boolean back : new boolean[] {false, true}) {
      assertThat(both(id, back, "128.232.110.120", "66.35.250.204", 6, 34855, 80))
          .isEqualTo("1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
      assertThat(both(id, back, "192.168.1.52", "8.8.8.8", 17, 54585, 53))
          .isEqualTo("1:d/FP5EW3wiY1vCndhwleRRKHowQ=");
    }
    assertThat(id.of("192.168.0.89", "192.168.0.1", 1, 8, 0))
        .isEqualTo("1:X0snYXpgwiv9TZtqg64sgzUn6Dk=");
    assertThat(id.of("192.168.0.1", "192.168.0.89", 1, 0, 0))
        .isEqualTo("1:X0snYXpgwiv9TZtqg64sgzUn6Dk=");
    assertThat(id.of("fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea", 58, 135, 0))
        .isEqualTo("1:dGHyGvjMfljg6Bppwm3bg0LO8TY=");
  }

  private static String both(
      CommunityId id, boolean back, String from, String to, int protocol, int port, int toPort) {
    return back ? id.of(to, from, protocol, toPort, port) : id.of(from, to, protocol, port, toPort);
  }

  @Test
  void aConnectionGetsItsCommunityId() {
    Event event =
        connection("192.168.1.52", "8.8.8.8")
            .set(EcsField.NETWORK_TRANSPORT, "udp")
            .set(EcsField.SOURCE_PORT, 54585)
            .set(EcsField.DESTINATION_PORT, 53);
    enrichment.enrich(event);
    assertThat(event.textOrNull(EcsField.NETWORK_COMMUNITY_ID))
        .isEqualTo("1:d/FP5EW3wiY1vCndhwleRRKHowQ=");
  }

  @Test
  void namesAreTakenApartByThePublicSuffixList() {
    Event event =
        new Event()
            .set(EcsField.DNS_QUESTION_NAME, "a.b.Example.co.uk.")
            .set(EcsField.URL_DOMAIN, "example.com")
            .set(EcsField.SOURCE_DOMAIN, "localhost")
            .set(EcsField.DESTINATION_DOMAIN, "no name at all");
    enrichment.enrich(event);
    assertThat(event.textOrNull(EcsField.DNS_QUESTION_REGISTERED_DOMAIN))
        .isEqualTo("example.co.uk");
    assertThat(event.textOrNull(EcsField.DNS_QUESTION_TOP_LEVEL_DOMAIN)).isEqualTo("co.uk");
    assertThat(event.textOrNull(EcsField.DNS_QUESTION_SUBDOMAIN)).isEqualTo("a.b");
    assertThat(event.textOrNull(EcsField.URL_REGISTERED_DOMAIN)).isEqualTo("example.com");
    assertThat(event.has(EcsField.URL_SUBDOMAIN)).isFalse();
    assertThat(event.has(EcsField.SOURCE_REGISTERED_DOMAIN)).isFalse();
    assertThat(event.has(EcsField.DESTINATION_REGISTERED_DOMAIN)).isFalse();
  }

  @Test
  void aUserAgentIsTold() {
    Event event =
        new Event()
            .set(
                EcsField.USER_AGENT_ORIGINAL,
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0");
    enrichment.enrich(event);
    assertThat(event.textOrNull(EcsField.USER_AGENT_NAME)).isEqualTo("Firefox");
    assertThat(event.textOrNull(EcsField.USER_AGENT_VERSION)).isEqualTo("128.0");
    assertThat(event.textOrNull(EcsField.USER_AGENT_OS_FULL)).isEqualTo("Windows 10");
  }

  @Test
  void aConfigurationThatIsNoneIsRefusedBeforeTheJobStarts() {
    assertThatThrownBy(() -> new Enrichment.Options(List.of("10.0.0.0/8,10.1.0.0/16"), List.of()))
        .hasMessageContaining("expected a network such as 10.0.0.0/8");
    assertThatThrownBy(
            () ->
                new Enrichment(
                    new Enrichment.Options(List.of(), List.of("/no/such.mmdb")), control))
        .hasMessageContaining("/no/such.mmdb");
  }
}
