package io.logstream.local;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.logstream.local.region.RegionLink;
import io.logstream.local.stack.Member;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Ports;
import io.logstream.local.stack.Stack;
import io.logstream.local.stack.StackException;
import io.logstream.local.stack.StackNotes;
import io.logstream.local.stack.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Two regions on one machine: a stack each, in a folder of its name, a link between them and a
 * router before them. A region has what takes lines in and finds them, and no more: Kafka, a Flink
 * cluster with the ingest and the index job, Elasticsearch, a collector, a console, MirrorMaker and
 * an agent.
 *
 * <p>Every command takes a region's folder for {@code --data}; {@code regions.json} beside the
 * folders says that it is one of several.
 */
final class LocalRegions {

  private static final String FILE = "regions.json";
  private static final List<String> NAMES = List.of("east", "west");

  /** Where the second region's ports begin if the first has the usual ones. */
  private static final int SECOND_BASE = 19_000;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Path folder;
  private final Map<String, RegionSystem> systems = new LinkedHashMap<>();

  private LocalRegions(Path folder, Map<String, StackOptions> options) {
    this.folder = folder;
    options.forEach((name, of) -> systems.put(name, new RegionSystem(name, new Stack(of))));
    List<RegionSystem> both = List.copyOf(systems.values());
    RegionSystem first = both.get(0);
    RegionSystem second = both.get(1);
    first.addPipeline(second.name());
    second.addPipeline(first.name());
    first.addLink(second);
    first.addReplication(second, first.link());
    second.addReplication(first, first.link());
    first.addRouter(second);
  }

  /**
   * New ones.
   *
   * @param options the first's, whose folder becomes that of both; the second's differ in ports
   */
  static LocalRegions of(StackOptions options) {
    Ports ports = options.ports();
    int base = ports.base() == 0 ? SECOND_BASE : ports.base() + Port.SPAN;
    return of(options, Ports.from(base));
  }

  static LocalRegions of(StackOptions options, Ports second) {
    Map<String, StackOptions> regions = new LinkedHashMap<>();
    regions.put(NAMES.get(0), region(options, NAMES.get(0), options.ports()));
    regions.put(NAMES.get(1), region(options, NAMES.get(1), second));
    return new LocalRegions(options.folder(), regions);
  }

  private static StackOptions region(StackOptions options, String name, Ports ports) {
    return options
        .withFolder(options.folder().resolve(name))
        .withPorts(ports.opening(Port.KAFKA_LINK));
  }

  /** Those that were started in this folder; empty if none were. */
  static Optional<LocalRegions> in(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Map<String, StackOptions> options =
          JSON.readValue(
              file.toFile(), new TypeReference<LinkedHashMap<String, StackOptions>>() {});
      // The folder may have been moved since.
      options.replaceAll((name, of) -> of.withFolder(folder.resolve(name)));
      return Optional.of(new LocalRegions(folder, options));
    } catch (IOException e) {
      throw new StackException(
          "%s is not what this version wrote: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** The stack in this folder, if it is a region's. */
  static Optional<Stack> stackIn(Path folder) {
    Path name = folder.getFileName();
    return folder.getParent() == null
        ? Optional.empty()
        : in(folder.getParent())
            .flatMap(regions -> Optional.ofNullable(regions.systems.get(name.toString())))
            .map(RegionSystem::stack);
  }

  /** Leaves the options for the commands after this one. */
  void write() {
    try {
      Files.createDirectories(folder);
      Map<String, StackOptions> options = new LinkedHashMap<>();
      systems.forEach((name, system) -> options.put(name, system.stack().options()));
      JSON.writeValue(folder.resolve(FILE).toFile(), options);
      systems
          .values()
          .forEach(
              system ->
                  new StackNotes(system.stack().folder().root()).write(system.stack().options()));
    } catch (IOException e) {
      throw new StackException("cannot write " + folder.resolve(FILE) + ": " + e.getMessage(), e);
    }
  }

  /** The nearer first. */
  List<RegionSystem> all() {
    return List.copyOf(systems.values());
  }

  RegionSystem first() {
    return all().get(0);
  }

  RegionSystem second() {
    return all().get(1);
  }

  void start(Consumer<Member> ready) {
    first().stack().start(members(), ready);
  }

  /** Ends what runs; its names. */
  List<String> stop() {
    List<String> running = new ArrayList<>();
    for (RegionSystem system : all()) {
      system.stack().running().forEach(one -> running.add(system.name() + " " + one.name()));
    }
    first().stack().stop(members());
    return running;
  }

  /** Kills all processes and deletes everything that they wrote. */
  void delete() {
    all().forEach(system -> system.stack().delete());
    try {
      Files.deleteIfExists(folder.resolve(FILE));
    } catch (IOException e) {
      throw new StackException("cannot delete " + folder.resolve(FILE) + ": " + e, e);
    }
  }

  private List<Member> members() {
    return all().stream().flatMap(system -> system.members().stream()).toList();
  }

  /** To cut and heal the link, and to hear what the agents say. */
  RegionLink link() {
    return new RegionLink(
        first().loopback(Port.LINK_CONTROL), all().stream().map(RegionSystem::agent).toList());
  }

  /** Where requests go that any region may answer. */
  URI router() {
    return first().loopback(Port.ROUTER);
  }
}
