/** Patterns matched in a stream, with Flink CEP's own automaton, while patterns come and go. */
package io.logstream.cep.stream;
