package io.logstream.local.stack.junit;

import io.logstream.local.stack.ElasticsearchNode;
import io.logstream.local.stack.FlinkRest;
import io.logstream.local.stack.KafkaServer;
import io.logstream.local.stack.PostgresqlServer;
import io.logstream.local.stack.RedisServer;
import io.logstream.local.stack.Server;
import io.logstream.local.stack.Stack;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The servers of the integration tests: one stack for all test classes of a virtual machine, each
 * server started when the first test asks for it, all ended with the machine.
 *
 * <pre>{@code
 * @RegisterExtension static final StackExtension STACK = new StackExtension();
 *
 * @Test
 * void writes() {
 *   String brokers = STACK.kafka().bootstrapServers();
 * }
 * }</pre>
 *
 * <p>Tests share the servers, so each takes topics, indices and databases of its own ({@link
 * #unique}). The servers' logs stay in {@code target/stack-…/log}.
 */
public final class StackExtension implements BeforeAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    // Nothing is started here: a test that uses one server need not wait for five.
  }

  public KafkaServer kafka() {
    return started(stack().kafka());
  }

  public ElasticsearchNode elasticsearch() {
    return started(stack().elasticsearch());
  }

  public PostgresqlServer postgresql() {
    return started(stack().postgresql());
  }

  public RedisServer redis() {
    return started(stack().redis());
  }

  /** The Flink cluster with its TaskManagers. */
  public FlinkRest flink() {
    stack().start(stack().taskManagers());
    return stack().flink();
  }

  /** The stack itself, to kill, pause and restart its servers. None is started by this. */
  public Stack stack() {
    return SharedStack.get();
  }

  /** A name that no other test of this machine uses, fit for topics, indices and databases. */
  public String unique(String prefix) {
    return SharedStack.unique(prefix);
  }

  private <S extends Server> S started(S server) {
    stack().start(List.of(server));
    return server;
  }
}
