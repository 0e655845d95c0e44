/**
 * Rules of the Sigma format for proxies, DNS, firewalls and Zeek, matched with flows.
 *
 * <pre>
 * YAML ─▶ {@link io.logstream.functions.threat.sigma.SigmaReader} ─▶ {@link
 * io.logstream.functions.threat.sigma.SigmaRule}: a condition over named selections of fields
 * </pre>
 *
 * <p>What a flow does not carry cannot be matched: a rule that asks for it is refused, not taken
 * for one that never matches. The format: <a href="https://sigmahq.io/sigma-specification/">Sigma
 * specification 2</a>.
 */
package io.logstream.functions.threat.sigma;
