/**
 * {@code logstream ship}: reads files as they grow and sends their lines to a collector in frames,
 * at least once, each line with the key that its place in its file gives it.
 */
package io.logstream.collector.ship;
