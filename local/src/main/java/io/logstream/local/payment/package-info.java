/** Ride traffic to try payments with, and a plain consumer that settles them without Flink. */
package io.logstream.local.payment;
