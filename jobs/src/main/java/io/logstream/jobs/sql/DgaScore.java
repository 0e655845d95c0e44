package io.logstream.jobs.sql;

import io.logstream.functions.threat.domain.DomainModel;
import java.util.Locale;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code DGA_SCORE(name)}: how much a domain name looks made by an algorithm, 0 to 1; one in a
 * hundred benign names exceeds 0.5. The model of the threat job.
 */
public final class DgaScore extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  private transient DomainModel model;

  @Override
  public void open(FunctionContext context) {
    model = DomainModel.trained();
  }

  public Double eval(String name) {
    return name == null || name.isBlank()
        ? null
        : model.name(name.strip().toLowerCase(Locale.ROOT));
  }
}
