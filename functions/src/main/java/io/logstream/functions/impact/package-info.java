/**
 * What a change will break: which services feel it and how likely, before it is made; and what
 * really moved, after it.
 */
package io.logstream.functions.impact;
