package io.logstream.local.stack.servers.kafka;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * Runs a broker that is its own controller. A new data folder is formatted first, in the same
 * process: Kafka's two tools in turn would be two starts of a virtual machine.
 */
public final class KafkaMain {

  private KafkaMain() {}

  public static void main(String[] args) {
    if (args.length != 2) {
      System.err.println("usage: KafkaMain SERVER_PROPERTIES CLUSTER_ID");
      System.exit(2);
    }
    String properties = args[0];
    String clusterId = args[1];
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int outcome =
        StorageTool.execute(
            new String[] {
              "format", "--standalone", "--ignore-formatted", "-t", clusterId, "-c", properties
            },
            new PrintStream(said, true, StandardCharsets.UTF_8));
    if (outcome != 0) {
      System.err.println(said.toString(StandardCharsets.UTF_8));
      System.exit(outcome);
    }
    Kafka.main(new String[] {properties});
  }
}
