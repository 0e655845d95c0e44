package io.logstream.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A node of the Elasticsearch cluster. Node 1 founds the cluster, the others join it. */
public final class ElasticsearchNode extends Server {

  private final StackOptions options;
  private final int number;

  ElasticsearchNode(StackFolder folder, StackOptions options, int number) {
    super("elasticsearch-" + number, folder);
    this.options = options;
    this.number = number;
  }

  public URI uri() {
    return URI.create("http://" + address());
  }

  @Override
  public String address() {
    return "127.0.0.1:" + options.ports().of(Port.ELASTICSEARCH, number - 1);
  }

  @Override
  protected List<Integer> ports() {
    return List.of(
        options.ports().of(Port.ELASTICSEARCH, number - 1),
        options.ports().of(Port.ELASTICSEARCH_TRANSPORT, number - 1));
  }

  @Override
  protected Launch prepare() throws IOException {
    Path config = Files.createDirectories(home().resolve("config"));
    Files.writeString(config.resolve("elasticsearch.yml"), settings());
    Files.writeString(
        config.resolve("log4j2.properties"),
        ServerClassPath.serverText("elasticsearch-log4j2.properties"));
    JavaCommand command =
        new JavaCommand(
                ServerClassPath.of("elasticsearch").toString(),
                "io.logstream.local.stack.servers.elasticsearch.ElasticsearchMain")
            .heap(options.memory().searchHeap())
            .property("log.file", log())
            // As in Elasticsearch's own jvm.options: security lookups of addresses must not last.
            .property("es.networkaddress.cache.ttl", 60)
            .property("java.io.tmpdir", Files.createDirectories(home().resolve("tmp")));
    if (options.quickStart()) {
      command.quickStart();
    } else {
      command.option("-XX:+UseG1GC");
    }
    return new Launch(command.argument(home()).toList(), home());
  }

  private String settings() {
    String seeds =
        options.searchNodes() == 1
            ? ""
            : IntStream.range(0, options.searchNodes())
                .map(i -> options.ports().of(Port.ELASTICSEARCH_TRANSPORT, i))
                .mapToObj("\"127.0.0.1:%d\""::formatted)
                .collect(Collectors.joining(", "));
    String settings =
        """
        # Written by the local stack at each start.
        cluster.name: logstream
        node.name: node-%d
        network.host: 127.0.0.1
        http.port: %d
        transport.port: %d
        transport.type: netty4
        http.type: netty4
        path.data: %s
        path.logs: %s
        discovery.seed_hosts: [%s]
        # A laptop's disk is often nearly full; that must not make the indices read-only.
        cluster.routing.allocation.disk.threshold_enabled: false
        # An index is made by a template or on purpose, not by a misspelt name.
        action.auto_create_index: true
        # Young segments in memory: a refresh of some dozen documents is not worth twenty files.
        index.store.type: nrt_hybridfs
        """
            .formatted(
                number,
                options.ports().of(Port.ELASTICSEARCH, number - 1),
                options.ports().of(Port.ELASTICSEARCH_TRANSPORT, number - 1),
                home().resolve("data"),
                folder().folder("log"),
                seeds);
    // Only one node may found a cluster, or two that do not see each other make two.
    return number == 1 ? settings + "cluster.initial_master_nodes: [node-1]\n" : settings;
  }

  @Override
  protected void probe() throws IOException {
    JsonNode health = Rest.get(uri().resolve("/_cluster/health?timeout=1s&local=true"));
    String status = health.path("status").asText();
    if (!status.equals("green") && !status.equals("yellow")) {
      throw new IOException("the cluster is " + status);
    }
    int nodes = health.path("number_of_nodes").asInt();
    if (number > 1 && nodes < 2) {
      throw new IOException("node %d is alone".formatted(number));
    }
  }
}
