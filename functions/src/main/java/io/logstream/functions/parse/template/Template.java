package io.logstream.functions.parse.template;

import java.util.List;

/**
 * What a message was printed from.
 *
 * @param id a function of {@code text} alone: 16 hexadecimal digits, the start of its SHA-256, so
 *     that two instances that came to the same text agree without talking
 * @param text the message with {@value Tokens#VARIABLE} for each variable part
 * @param parameters the variable parts of this message, in order
 */
public record Template(String id, String text, List<String> parameters) {}
