package io.logstream.cep.stream;

import io.logstream.cep.pattern.IncidentPattern;

/**
 * A pattern and the text that it was read from. The text is its identity: partial matches live as
 * long as it stays the same.
 */
public record Definition(IncidentPattern pattern, String text) {}
