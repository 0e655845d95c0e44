/**
 * The link between two regions of one machine, which can be cut: what MirrorMaker comes through.
 */
package io.logstream.local.region;
