package io.logstream.functions.impact;

/**
 * A service that may feel a change.
 *
 * @param service its name
 * @param hops calls between it and the changed service; {@link #UNREACHED} where it does not depend
 *     on that
 * @param dependence share of its requests that need the changed service, 0 to 1
 * @param load how busy it is among all services, 0 to 1 on a logarithmic scale
 * @param ifHarmful the chance that its latency or errors move, if the change does harm
 * @param probability the chance that they move
 * @param requestsAtRisk the requests a second that are expected to fail or to be slow
 */
public record Affected(
    String service,
    int hops,
    double dependence,
    double load,
    double ifHarmful,
    double probability,
    double requestsAtRisk) {

  /** Of a service that does not depend on the changed one. */
  public static final int UNREACHED = -1;
}
