package io.logstream.functions.payment;

/**
 * One line of the ledger.
 *
 * @param settlement {@link Settlement#id()}; with the number the unique key
 * @param number within the settlement, from 0
 * @param account whose balance it changes
 * @param amount in minor units, negative where money leaves the account; over a settlement the sum
 *     is zero
 * @param currency by ISO 4217
 * @param at when the payment was asked for, nanoseconds since the epoch
 */
public record LedgerEntry(
    String settlement, int number, String account, long amount, String currency, long at) {}
