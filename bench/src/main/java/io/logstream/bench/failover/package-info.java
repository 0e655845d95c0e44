/** How long a job's output is silent, and whether anything is lost, when a process is killed. */
package io.logstream.bench.failover;
