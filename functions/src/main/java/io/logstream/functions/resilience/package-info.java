/**
 * Guards around calls to other services: a circuit breaker, a bulkhead and a time-out in one, with
 * their states as figures.
 *
 * <p>A {@link io.logstream.functions.resilience.Guard} decides whether a call is worth making; what
 * to do instead is the caller's, best as a {@link io.logstream.functions.resilience.Fallback}. What
 * a service says about one record (it is malformed, it is too large, it is there already) is an
 * answer, not a failure, and never opens a breaker: {@link
 * io.logstream.functions.resilience.Guard.Permit#refused()}.
 */
package io.logstream.functions.resilience;
