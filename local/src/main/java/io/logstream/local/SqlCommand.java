package io.logstream.local;

import io.logstream.functions.event.KafkaSecurity;
import io.logstream.local.sql.Catalogue;
import io.logstream.local.sql.SharedJar;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackSecurity.KafkaUser;
import java.util.List;
import java.util.Map;

/** A command on the SQL gateway of the running stack. */
abstract class SqlCommand extends StackCommand {

  /** The stack of the data folder, its gateway up. */
  final Stack stackWithGateway() {
    Stack stack = LocalSystem.servers(startedOptions());
    stack.start(List.of(stack.sqlGateway()));
    return stack;
  }

  static Catalogue catalogue(Stack stack) {
    return new Catalogue(
        Home.folder().resolve("sql/ddl"),
        SharedJar.of(Home.jobsJar(), stack.folder().folder("flink/jars")),
        new Catalogue.Servers(
            stack.kafka().bootstrapServers(),
            stack.postgresql().jdbcUrl(LocalSystem.LEDGER),
            stack.elasticsearchAddresses(),
            stack.security().isOn()
                ? KafkaSecurity.read(stack.security().kafkaClient(KafkaUser.JOBS))
                : Map.of()));
  }
}
