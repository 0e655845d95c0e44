/** Keeps a part of the events that there are too many of. */
package io.logstream.functions.sample;
