/**
 * What becomes of a payment: read, judged against what the user's state says, settled once or
 * refused with a reason, and booked by double entry. Plain Java; {@code
 * io.logstream.functions.payment.stream} has the operators.
 */
package io.logstream.functions.payment;
