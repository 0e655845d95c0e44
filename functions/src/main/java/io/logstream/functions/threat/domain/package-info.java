/**
 * Tells names that an algorithm made from names that people chose, one by one and, much better, in
 * groups.
 */
package io.logstream.functions.threat.domain;
