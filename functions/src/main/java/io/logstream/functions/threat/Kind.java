package io.logstream.functions.threat;

/**
 * What a finding claims. {@link #certainty()} is how much a claim of full score is worth by itself:
 * the share of such claims that were malicious, judged on the captures of {@code docs/threats.md}.
 * A regular connection to a rare place is often a piece of software calling home; twenty passwords
 * tried against one account hardly ever is an accident.
 */
public enum Kind {
  BEACON_IP("beacon-ip", Family.CONTROL, Technique.APPLICATION_LAYER, 0.5),
  BEACON_SNI("beacon-sni", Family.CONTROL, Technique.WEB_PROTOCOLS, 0.39),
  BEACON_PROXY("beacon-proxy", Family.CONTROL, Technique.WEB_PROTOCOLS, 0.55),
  LONG_CONNECTION("long-connection", Family.CONTROL, Technique.PROTOCOL_TUNNELING, 0.45),
  STROBE("strobe", Family.CONTROL, Technique.APPLICATION_LAYER, 0.6),
  DNS_FLOOD("dns-flood", Family.CONTROL, Technique.DNS, 0.6),
  DNS_TUNNEL("dns-tunnel", Family.CONTROL, Technique.DNS, 0.85),
  GENERATED_DOMAINS("generated-domains", Family.CONTROL, Technique.DOMAIN_GENERATION, 0.8),
  RARE_DOMAIN("rare-domain", Family.CONTROL, Technique.DYNAMIC_RESOLUTION, 0.25),
  RARE_CLIENT("rare-client", Family.CONTROL, Technique.WEB_PROTOCOLS, 0.25),
  WRONG_PORT("protocol-on-wrong-port", Family.CONTROL, Technique.NON_STANDARD_PORT, 0.45),
  INDICATOR("threat-indicator", Family.INTELLIGENCE, Technique.APPLICATION_LAYER, 0.95),
  /** Its score is the rule's level, which is its author's word on what a match is worth. */
  SIGMA("sigma", Family.INTELLIGENCE, Technique.APPLICATION_LAYER, 1),
  VERTICAL_SCAN("vertical-scan", Family.DISCOVERY, Technique.SERVICE_DISCOVERY, 0.8),
  HORIZONTAL_SCAN("horizontal-scan", Family.DISCOVERY, Technique.SERVICE_DISCOVERY, 0.8),
  HOST_SWEEP("host-sweep", Family.DISCOVERY, Technique.SERVICE_DISCOVERY, 0.7),
  PROBE("probe", Family.DISCOVERY, Technique.SCANNING_IP_BLOCKS, 0.35),
  DENY_BURST("deny-burst", Family.DISCOVERY, Technique.ACTIVE_SCANNING, 0.5),
  BRUTE_FORCE("brute-force", Family.ACCESS, Technique.PASSWORD_GUESSING, 0.8),
  PASSWORD_SPRAY("password-spray", Family.ACCESS, Technique.PASSWORD_SPRAYING, 0.85),
  BREAK_IN("break-in", Family.ACCESS, Technique.VALID_ACCOUNTS, 0.97),
  LATERAL_MOVEMENT("lateral-movement", Family.MOVEMENT, Technique.REMOTE_SERVICES, 0.7),
  EXFILTRATION("exfiltration", Family.EXFILTRATION, Technique.EXFILTRATION, 0.75);

  /**
   * What kinds have in common. Two findings of one family about one host are two views of one
   * thing: the stronger counts. Findings of different families add up.
   */
  public enum Family {
    CONTROL,
    INTELLIGENCE,
    DISCOVERY,
    ACCESS,
    MOVEMENT,
    EXFILTRATION
  }

  private final String id;
  private final Family family;
  private final Technique technique;
  private final double certainty;

  Kind(String id, Family family, Technique technique, double certainty) {
    this.id = id;
    this.family = family;
    this.technique = technique;
    this.certainty = certainty;
  }

  /** As alerts name it, for example {@code beacon-sni}. */
  public String id() {
    return id;
  }

  /** What it counts towards. */
  public Family family() {
    return family;
  }

  /** The technique that it is evidence of. */
  public Technique technique() {
    return technique;
  }

  /** The worth of a finding of full score without any other, 0 to 1. */
  public double certainty() {
    return certainty;
  }
}
