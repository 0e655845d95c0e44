/** Online mining of the templates that log messages are printed from. */
package io.logstream.functions.parse.template;
