/** The operators around {@link io.logstream.functions.payment.Teller}. */
package io.logstream.functions.payment.stream;
