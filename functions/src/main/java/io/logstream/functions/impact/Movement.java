package io.logstream.functions.impact;

/**
 * How a service's requests changed from before to after.
 *
 * @param service its name
 * @param requests after
 * @param latencyRatio the median duration after ÷ before, of the operation where it grew most among
 *     those where that is no chance; 1 where it grew nowhere
 * @param errorsBefore share of failed requests before, 0 to 1
 * @param errorsAfter share of failed requests after, 0 to 1
 * @param moved whether either moved: not by chance, and enough to matter
 */
public record Movement(
    String service,
    long requests,
    double latencyRatio,
    double errorsBefore,
    double errorsAfter,
    boolean moved) {}
