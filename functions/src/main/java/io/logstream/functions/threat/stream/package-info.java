/**
 * The operators of the threat job: thin ones around the detectors and the scoring, which are plain
 * Java. State, time and output are here, decisions are not.
 */
package io.logstream.functions.threat.stream;
