package io.logstream.functions.threat.stream;

import io.logstream.functions.threat.Detector;

/**
 * A detector's state in Flink's state.
 *
 * @param detector the detector's name
 * @param state what it remembers of one key
 */
record HeldState(String detector, Detector.State state) {}
