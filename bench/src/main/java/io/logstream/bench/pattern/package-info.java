/** A thousand incident patterns beside ten. */
package io.logstream.bench.pattern;
