package io.logstream.functions.search;

/**
 * A document that the index refused.
 *
 * @param document what was refused
 * @param reason the kind of refusal, an upper-case word
 * @param error what Elasticsearch, or the check before it, said
 */
record DeadLetter(IndexDocument document, String reason, String error) {}
