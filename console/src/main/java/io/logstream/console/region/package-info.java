/**
 * A region's view of its neighbours: what came of theirs, how late, and whether it is the same;
 * which of two versions of a record holds; and the page that shows it.
 */
package io.logstream.console.region;
