package io.logstream.jobs.sql;

import io.logstream.functions.parse.template.Templates;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code TEMPLATE(message)}: the message with what varies replaced by {@code <*>}. Each task learns
 * from the messages that it sees, so the first of a kind may come out less general than the later
 * ones: count by it, do not join by it.
 */
public final class TemplateOf extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  private transient Templates templates;

  @Override
  public void open(FunctionContext context) {
    templates = new Templates();
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  public String eval(String message) {
    return message == null ? null : templates.of(message).text();
  }
}
