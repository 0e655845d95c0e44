/**
 * Adds to events what their lines do not say: {@link io.logstream.functions.enrich.Enrichment} puts
 * the steps together, each an {@link io.logstream.functions.enrich.EventEnricher} of its own. A
 * step leaves fields that are set.
 */
package io.logstream.functions.enrich;
