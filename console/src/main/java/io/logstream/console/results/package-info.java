/** Incidents and alerts as they stand, what people say of them, and both as they change. */
package io.logstream.console.results;
