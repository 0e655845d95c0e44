package io.logstream.local.stack.servers.elasticsearch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.EmbeddedNode;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.transport.netty4.Netty4Plugin;

/**
 * Runs an Elasticsearch node until it is told to end. Takes the node's home folder, whose {@code
 * config/} holds {@code elasticsearch.yml} and {@code log4j2.properties}.
 */
public final class ElasticsearchMain {

  private ElasticsearchMain() {}

  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("usage: ElasticsearchMain HOME");
      System.exit(2);
    }
    Path home = Path.of(args[0]).toAbsolutePath();
    System.setProperty("es.path.home", home.toString());
    LogConfigurator.registerErrorListener();
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(
            Settings.builder().put("path.home", home.toString()).build(),
            Map.of(),
            home.resolve("config"),
            () -> {
              throw new IllegalStateException(home + "/config/elasticsearch.yml has no node.name");
            });
    LogConfigurator.setNodeName(environment.settings().get("node.name"));
    boolean toConsole = false;
    LogConfigurator.configure(environment, toConsole);

    EmbeddedNode node =
        new EmbeddedNode(
            environment,
            List.of(Netty4Plugin.class, ClientBasicsPlugin.class, NearRealTimeStorePlugin.class));
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, ended), "close-node"));
    node.start();
    ended.await();
  }

  private static void close(EmbeddedNode node, CountDownLatch ended) {
    try {
      node.close();
    } catch (IOException e) {
      e.printStackTrace();
    } finally {
      ended.countDown();
    }
  }
}
