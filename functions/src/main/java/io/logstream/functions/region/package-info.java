/**
 * What several regions that all take writes agree on without asking each other: when a version of a
 * record was written, which of two versions holds, which copy of an event stands. Plain Java.
 */
package io.logstream.functions.region;
