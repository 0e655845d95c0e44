package io.logstream.local;

import io.logstream.local.stack.JavaCommand;
import io.logstream.local.stack.Launch;
import io.logstream.local.stack.Member;
import io.logstream.local.stack.Port;
import io.logstream.local.stack.Server;
import io.logstream.local.stack.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The demo shop with its shoppers: a process that runs one for each of its services. */
final class ShopServer extends Server {

  private static final String MAIN = "io.logstream.local.shop.ShopMain";
  private static final String DATABASE = "shop";

  /** About a hundred lines and spans a second. */
  private static final int REQUESTS_A_SECOND = 10;

  /** Six services and the shopkeeper's own. */
  private static final int PORTS = 7;

  private static final Duration PROBE_LIMIT = Duration.ofSeconds(8);

  private final Stack stack;
  private final int basePort;

  ShopServer(Stack stack) {
    super("shop", stack.folder());
    this.stack = stack;
    basePort = stack.options().ports().of(Port.SHOP);
  }

  /** Where its services and its deployer write their logs. */
  Path logs() {
    return home().resolve("logs");
  }

  /** Takes orders to deploy and to break things. */
  Shopkeeping keeper() {
    return new Shopkeeping(shopkeeper());
  }

  private URI shopkeeper() {
    return URI.create("http://127.0.0.1:" + (basePort + PORTS - 1));
  }

  @Override
  public List<? extends Member> needs() {
    return List.of(stack.postgresql());
  }

  @Override
  public String address() {
    return "http://127.0.0.1:" + basePort + "/products";
  }

  @Override
  protected List<Integer> ports() {
    return IntStream.range(0, PORTS).map(i -> basePort + i).boxed().toList();
  }

  @Override
  protected Launch prepare() throws IOException {
    Files.createDirectories(logs());
    stack.postgresql().createDatabase(DATABASE);
    Path shop = Home.folder().resolve("local/shop/target");
    String classPath =
        shop.resolve("classes") + ":" + Files.readString(shop.resolve("shop.classpath")).strip();
    JavaCommand command =
        new JavaCommand(classPath, MAIN)
            .option("-Xmx64m")
            .quickStart()
            .argument("all")
            .arguments(List.of("--rate", Integer.toString(REQUESTS_A_SECOND)))
            .arguments(List.of("--base-port", Integer.toString(basePort)))
            .arguments(List.of("--logs", logs().toString()))
            .arguments(List.of("--database", stack.postgresql().jdbcUrl(DATABASE)));
    return new Launch(command.toList(), stack.security().postgresqlEnvironment(), home());
  }

  @Override
  protected void probe() throws IOException {
    requireOk(shopkeeper().resolve("/health"), PROBE_LIMIT);
  }
}
