/**
 * Incident patterns: as data ({@code pattern}), compiled to Flink CEP, and matched in a stream
 * while patterns come and go ({@code stream}).
 */
package io.logstream.cep;
