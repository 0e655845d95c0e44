/** Rules that events of a data set must keep, as rows of {@code control.rules}. */
package io.logstream.functions.validate;
