/**
 * Control topics: rows, written by Flink SQL or by the API, that change a running job within a
 * second.
 *
 * <pre>
 * INSERT INTO … ─▶ control.* (compacted) ─▶ broadcast ─▶ every subtask's {@link ControlView}
 *                                                └▶ a row that cannot be applied: logs.dead, once
 * </pre>
 *
 * <p>A use of it: a {@link io.logstream.functions.control.ControlKind}, a {@link
 * io.logstream.functions.control.ControlTable} that reads the kind's rows as a typed record, and an
 * operator that holds a {@link io.logstream.functions.control.BroadcastControl}.
 */
package io.logstream.functions.control;
