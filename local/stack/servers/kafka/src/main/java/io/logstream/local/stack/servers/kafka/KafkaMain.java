package io.logstream.local.stack.servers.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * Runs a broker that is its own controller. A new data folder is formatted first, in the same
 * process: Kafka's two tools in turn would be two starts of a virtual machine.
 */
public final class KafkaMain {

  private KafkaMain() {}

  /**
   * @param args the broker's settings, the cluster's id, and a file with a line {@code
   *     name=password} for each user that a new data folder begins with
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 2 || args.length > 3) {
      System.err.println("usage: KafkaMain SERVER_PROPERTIES CLUSTER_ID [USERS]");
      System.exit(2);
    }
    String properties = args[0];
    String clusterId = args[1];
    List<String> format =
        new ArrayList<>(
            List.of(
                "format", "--standalone", "--ignore-formatted", "-t", clusterId, "-c", properties));
    if (args.length == 3) {
      for (String user : Files.readAllLines(Path.of(args[2]))) {
        String[] parts = user.split("=", 2);
        format.add("--add-scram");
        format.add("SCRAM-SHA-512=[name=%s,password=%s]".formatted(parts[0], parts[1]));
      }
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int outcome =
        StorageTool.execute(
            format.toArray(String[]::new), new PrintStream(said, true, StandardCharsets.UTF_8));
    if (outcome != 0) {
      System.err.println(said.toString(StandardCharsets.UTF_8));
      System.exit(outcome);
    }
    Kafka.main(new String[] {properties});
  }
}
