package io.logstream.local;

import io.logstream.console.region.RegionAgent;
import io.logstream.console.region.Regions;
import io.logstream.console.router.RouterMain;
import io.logstream.functions.event.Topics;
import io.logstream.local.region.Link;
import io.logstream.local.stack.JavaCommand;
import io.logstream.local.stack.JavaService;
import io.logstream.local.stack.Member;
import io.logstream.local.stack.MirrorMaker;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Setup;
import io.logstream.local.stack.Stack;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A region of {@link LocalRegions}: its stack, with what is started of it. */
final class RegionSystem {

  private final String name;
  private final Stack stack;
  private final List<Member> members = new ArrayList<>();
  private Setup topics;
  private ConsoleServer console;
  private JavaService link;

  RegionSystem(String name, Stack stack) {
    this.name = name;
    this.stack = stack;
  }

  String name() {
    return name;
  }

  Stack stack() {
    return stack;
  }

  /** What is started, and shown. */
  List<Member> members() {
    return members;
  }

  /** An address of this region's on this machine. */
  URI loopback(Port port) {
    return URI.create("http://127.0.0.1:" + number(port));
  }

  private int number(Port port) {
    return stack.options().ports().of(port);
  }

  /** The agent's address. */
  URI agent() {
    return loopback(Port.REGION_AGENT);
  }

  JavaService link() {
    return link;
  }

  /** What takes this region's lines in, and finds them and those of its peer. */
  void addPipeline(String peer) {
    int before = stack.members().size();
    topics =
        Pipeline.addTo(
            stack, LocalTopics.ofRegion(peer), List.of(Regions.mirror(peer, Topics.LOGS)));
    console = stack.add(new ConsoleServer(stack, List.of("--region", name, "--peers", peer)));
    stack.add(CollectorServer.in(stack, List.of(topics), name));
    members.add(stack.kafka());
    members.addAll(stack.elasticsearchNodes());
    members.addAll(stack.jobManagers());
    members.addAll(stack.taskManagers());
    members.addAll(stack.members().subList(before, stack.members().size()));
  }

  private <M extends Member> M add(M member) {
    members.add(member);
    return stack.add(member);
  }

  /** The link that both regions' mirrors come through; its process is this region's. */
  void addLink(RegionSystem peer) {
    List<String> ends = new ArrayList<>();
    for (RegionSystem end : List.of(this, peer)) {
      ends.add("--end");
      ends.add(end.number(Port.LINK) + "=" + end.number(Port.KAFKA_LINK));
    }
    int control = number(Port.LINK_CONTROL);
    link =
        add(
            new JavaService(
                "link",
                stack.folder(),
                new JavaService.Spec(
                    own(Link.class, "-Xmx64m")
                        .arguments(ends)
                        .argument("--control-port")
                        .argument(control),
                    List.of(),
                    List.of(control, number(Port.LINK), peer.number(Port.LINK)),
                    loopback(Port.LINK_CONTROL),
                    loopback(Port.LINK_CONTROL) + " (POST /cut, /heal)")));
  }

  /** What brings the peer's topics here, and what watches that. */
  void addReplication(RegionSystem peer, JavaService through) {
    List<Member> both = List.of(topics, peer.topics);
    add(
        new MirrorMaker(
            stack.folder(),
            stack.options(),
            new MirrorMaker.Spec(
                name,
                stack.kafka().bootstrapServers(),
                peer.name,
                "127.0.0.1:" + peer.number(Port.LINK),
                String.join("|", LocalTopics.REPLICATED).replace(".", "\\."),
                Stream.concat(both.stream(), Stream.of(through)).toList())));
    add(
        new JavaService(
            "region-agent",
            stack.folder(),
            new JavaService.Spec(
                own(RegionAgent.class, "-Xmx256m")
                    .arguments(List.of("--region", name, "--peer", peer.name))
                    .arguments(List.of("--brokers", stack.kafka().bootstrapServers()))
                    .arguments(List.of("--peer-brokers", peer.stack.kafka().bootstrapServers()))
                    .arguments(List.of("--check", console.uri() + "/health"))
                    .arguments(List.of("--check", stack.elasticsearch().uri() + "/_cluster/health"))
                    .arguments(List.of("--port", Integer.toString(number(Port.REGION_AGENT)))),
                both,
                List.of(number(Port.REGION_AGENT)),
                null,
                agent() + "/api/v1/region")));
  }

  /** The router before both, to which this region is the nearer one. */
  void addRouter(RegionSystem peer) {
    List<String> regions = new ArrayList<>();
    for (RegionSystem region : List.of(this, peer)) {
      regions.add("--region");
      regions.add(region.name + "=" + region.console.uri() + "," + region.agent());
    }
    add(
        new JavaService(
            "router",
            stack.folder(),
            new JavaService.Spec(
                own(RouterMain.class, "-Xmx128m")
                    .arguments(regions)
                    .arguments(List.of("--port", Integer.toString(number(Port.ROUTER)))),
                List.of(console, peer.console),
                List.of(number(Port.ROUTER)),
                loopback(Port.ROUTER).resolve("/router/health"),
                loopback(Port.ROUTER).toString())));
  }

  private static JavaCommand own(Class<?> main, String heap) {
    return new JavaCommand(System.getProperty("java.class.path"), main.getName())
        .option(heap)
        .quickStart();
  }
}
