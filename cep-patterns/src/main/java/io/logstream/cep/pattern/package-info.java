/** A pattern as a typed model, read from YAML, and compiled to Flink CEP. */
package io.logstream.cep.pattern;
