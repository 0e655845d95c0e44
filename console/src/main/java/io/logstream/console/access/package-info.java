/** Who may do what in the console: log-in, tokens, roles, and the one filter that asks for them. */
package io.logstream.console.access;
