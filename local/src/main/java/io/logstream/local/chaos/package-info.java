/** Faults on a running stack, under numbered traffic that says what they did to it. */
package io.logstream.local.chaos;
