/**
 * Network threats: detectors over {@link io.logstream.functions.event.Flow}, each a class of plain
 * Java that owns the state of one key, and the scoring that turns their findings into alerts and
 * into the risk of a host.
 */
package io.logstream.functions.threat;
