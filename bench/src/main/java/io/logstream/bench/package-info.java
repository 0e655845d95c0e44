/** Benchmarks that {@code logstream bench} runs: each a {@link io.logstream.local.Bench}. */
package io.logstream.bench;
