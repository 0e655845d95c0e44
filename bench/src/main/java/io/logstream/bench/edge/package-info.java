/** What the network edge takes in, by transport, beside other programs that do the same. */
package io.logstream.bench.edge;
