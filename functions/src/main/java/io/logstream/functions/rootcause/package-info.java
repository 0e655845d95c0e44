/**
 * Root cause: what departed from its own past, where it began, and which service it began in.
 *
 * <p>Lines and spans become {@link io.logstream.functions.rootcause.Request requests} ({@link
 * io.logstream.functions.rootcause.TraceAssembler}); a window of these is held against a {@link
 * io.logstream.functions.rootcause.Baseline}; what departs is an {@link
 * io.logstream.functions.rootcause.Anomaly}; anomalies are ranked ({@link
 * io.logstream.functions.rootcause.Ranking}) and told of as an {@link
 * io.logstream.functions.rootcause.Incident}. {@link
 * io.logstream.functions.rootcause.RootCauseEngine} does so in event time. {@code
 * docs/root-cause.md} has the method.
 */
package io.logstream.functions.rootcause;
