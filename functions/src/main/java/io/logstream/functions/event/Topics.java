package io.logstream.functions.event;

/**
 * The names of the Kafka topics, in one place. What each holds is in {@code docs/architecture.md}.
 */
public final class Topics {

  /** Lines as received. Key: the source stream. Headers: {@link RawHeaders}. */
  public static final String LOGS_RAW = "logs.raw";

  /**
   * Events in ECS JSON. Key: {@code service.name}, else {@code host.name}, else the source stream.
   */
  public static final String LOGS = "logs";

  /**
   * Lines and documents that a stage refused, as they came. Headers: {@link DeadLetterHeaders} and
   * those of the record refused.
   */
  public static final String LOGS_DEAD = "logs.dead";

  /** Events that a routing rule sends to analysts of security, as in {@link #LOGS}. */
  public static final String LOGS_SECURITY = "logs.security";

  /** Events that a routing rule sends to what keeps them for long, as in {@link #LOGS}. */
  public static final String LOGS_ARCHIVE = "logs.archive";

  /** Service calls. Key: {@code caller→callee}. */
  public static final String CALLS = "calls";

  /** Network connections. Key: the source address. */
  public static final String FLOWS = "flows";

  /** Deploys, configuration and flag changes, scaling. Key: the service. */
  public static final String CHANGES = "changes";

  /** Who calls whom in a window. Key: {@code caller→callee@window}. Compacted. */
  public static final String DEPENDENCIES = "dependencies";

  /** What appeared, vanished or changed on the service map. Key: {@code caller→callee}. */
  public static final String DEPENDENCY_EVENTS = "dependencies.events";

  /** What changes are expected to break, and what they broke. Key: the change. */
  public static final String CHANGE_IMPACT = "change-impact";

  /** Threats found, one record a state of an alert. Key: the entity that it is about. */
  public static final String ALERTS = "alerts";

  /** Incidents and what they may have begun with, one record a state. Key: the incident. */
  public static final String INCIDENTS = "incidents";

  /** What the jobs written in SQL find. Key: what it is about. */
  public static final String FINDINGS = "findings";

  /**
   * What people say of incidents and alerts. Key: {@code incidents/ID}, {@code alerts/ID}.
   * Compacted.
   */
  public static final String FEEDBACK = "feedback";

  /** Steps of rides: request, match, start, end. Key: the user. */
  public static final String RIDES = "rides";

  /** Payments asked for. Key: the user. */
  public static final String PAYMENTS = "payments";

  /** Payments settled, each once. Key: the settlement. */
  public static final String PAYMENTS_SETTLED = "payments.settled";

  /** Payments refused, with the reason. Key: the settlement that it would be. */
  public static final String PAYMENTS_REFUSED = "payments.refused";

  /** The last state of each user; no value once erased. Key: the user. Compacted. */
  public static final String USER_STATE = "user-state";

  /** Users who asked to be forgotten. Key: the user. */
  public static final String USER_ERASURES = "user-erasures";

  /** Roll-ups of one second each, corrected by later ones. Key: the metric. */
  public static final String METRICS_LIVE = "metrics.live";

  /** What each of several regions has of the others. Key: the region. Compacted. */
  public static final String REGIONS = "regions";

  /**
   * Rules, one row each: validation, sampling, routing, retention, detectors, Sigma. Key: the row's
   * id. Compacted.
   */
  public static final String CONTROL_RULES = "control.rules";

  /** Incident patterns. Key: the row's id. Compacted. */
  public static final String CONTROL_PATTERNS = "control.patterns";

  /** Thresholds of detectors. Key: the row's id. Compacted. */
  public static final String CONTROL_THRESHOLDS = "control.thresholds";

  /** Reference tables: assets, services, networks. Key: the row's id. Compacted. */
  public static final String CONTROL_REFERENCE = "control.reference";

  private Topics() {}
}
