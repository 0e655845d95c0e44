/**
 * Takes alerts from topic {@code alerts} to where people are: a webhook, a syslog server, mail.
 * Each output is a consumer of its own with a breaker of its own: one that is down holds up no
 * other.
 *
 * <pre>
 * alerts ─▶ {@link io.logstream.local.alerting.AlertRelay} ─▶ {@link
 * io.logstream.local.alerting.AlertOutput}
 *              └▶ what it refuses, and what is no alert: logs.dead
 * </pre>
 */
package io.logstream.local.alerting;
