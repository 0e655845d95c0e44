package io.logstream.jobs.sql;

import io.logstream.functions.enrich.UserAgents;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.types.Row;

/**
 * {@code USER_AGENT(text)}: which browser or tool on which system it is, as ECS names the parts.
 */
public final class UserAgent extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  private transient UserAgents userAgents;
  private transient Event event;

  @Override
  public void open(FunctionContext context) {
    userAgents = new UserAgents();
    event = new Event();
  }

  @DataTypeHint("ROW<name STRING, version STRING, os STRING, device STRING>")
  public Row eval(String text) {
    if (text == null) {
      return null;
    }
    event.clear();
    event.set(EcsField.USER_AGENT_ORIGINAL, text);
    userAgents.enrich(event);
    return Row.of(
        event.textOrNull(EcsField.USER_AGENT_NAME),
        event.textOrNull(EcsField.USER_AGENT_VERSION),
        event.textOrNull(EcsField.USER_AGENT_OS_NAME),
        event.textOrNull(EcsField.USER_AGENT_DEVICE_NAME));
  }
}
