package io.logstream.jobs.sql;

import io.krakens.grok.api.GrokCompiler;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code GROK(text, pattern)}: the named parts of a text, such as {@code GROK(message, 'took
 * %{NUMBER:ms} ms')['ms']}; NULL where the pattern does not match. It has Logstash's usual
 * patterns. A pattern that cannot be compiled ends the query, for it is a mistake in it.
 */
public final class Grok extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  private transient GrokCompiler compiler;
  private transient Map<String, io.krakens.grok.api.Grok> compiled;

  @Override
  public void open(FunctionContext context) {
    compiler = GrokCompiler.newInstance();
    compiler.registerDefaultPatterns();
    compiled = new HashMap<>();
  }

  @DataTypeHint("MAP<STRING, STRING>")
  public Map<String, String> eval(String text, String pattern) {
    if (text == null || pattern == null) {
      return null;
    }
    var match = compiled.computeIfAbsent(pattern, this::compile).match(text);
    if (match.isNull()) {
      return null;
    }
    Map<String, String> parts = new HashMap<>();
    match
        .capture()
        .forEach(
            (name, value) -> {
              if (value != null) {
                parts.put(name, value.toString());
              }
            });
    return parts;
  }

  private io.krakens.grok.api.Grok compile(String pattern) {
    try {
      return compiler.compile(pattern, true);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("GROK: \"%s\": %s".formatted(pattern, e.getMessage()), e);
    }
  }
}
