package io.logstream.local.shop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts the shop, or one part of it in this process. */
@Command(name = "shop", mixinStandardHelpOptions = true)
public final class ShopMain implements Callable<Integer> {

  @Parameters(
      paramLabel = "NAME",
      description =
          "all; or one of gateway, catalogue, cart, checkout, payment, inventory, shoppers.")
  private String name;

  @Option(
      names = "--base-port",
      defaultValue = "8180",
      description =
          "Port of the gateway, on 127.0.0.1; the others follow. Default: ${DEFAULT-VALUE}.")
  private int basePort;

  @Option(names = "--logs", required = true, description = "Folder of the logs.")
  private Path logs;

  @Option(
      names = "--release",
      defaultValue = "1.4.0",
      description = "The version that it says it is. Default: ${DEFAULT-VALUE}.")
  private String release;

  @Option(names = "--defective", description = "This version has the bad deploy's defect.")
  private boolean defective;

  @Option(
      names = "--database",
      defaultValue = "jdbc:postgresql://127.0.0.1:5432/postgres",
      description = "PostgreSQL, for the inventory. Default: ${DEFAULT-VALUE}.")
  private String database;

  @Option(
      names = "--database-user",
      defaultValue = "postgres",
      description = "The user there. Default: ${DEFAULT-VALUE}.")
  private String databaseUser;

  @Option(names = "--stock-check", description = "The cart asks the inventory too.")
  private boolean stockCheck;

  @Option(
      names = "--rate",
      defaultValue = "20",
      description = "The shoppers' requests a second. Default: ${DEFAULT-VALUE}.")
  private double rate;

  public static void main(String[] args) {
    int exit =
        new CommandLine(new ShopMain()).setCaseInsensitiveEnumValuesAllowed(true).execute(args);
    if (exit != 0) {
      System.exit(exit);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (name.equals("shoppers")) {
      new Shoppers(basePort, rate).run();
      return 0;
    }
    ServiceSettings settings =
        new ServiceSettings(
            name, basePort, logs, release, defective, database, databaseUser, stockCheck);
    if (name.equals("all")) {
      Shopkeeper shopkeeper = new Shopkeeper(settings, rate);
      Runtime.getRuntime().addShutdownHook(new Thread(shopkeeper::close));
      shopkeeper.open();
    } else {
      ShopService service = service(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(service::close));
      service.start();
    }
    new CountDownLatch(1).await();
    return 0;
  }

  static ShopService service(ServiceSettings settings) throws IOException {
    SpanFile spans = new SpanFile(settings.name(), settings.log(".traces.jsonl"));
    Path file = settings.log(".log");
    return switch (ShopPart.named(settings.name())) {
      case GATEWAY -> new Gateway(settings, new NginxLog(file, settings.log("-error.log")), spans);
      case CATALOGUE ->
          new Catalogue(settings, new Log4jLog(settings.name(), Log4jLog.Layout.ECS, file), spans);
      case CART -> new Cart(settings, new LogfmtLog(file), spans);
      case CHECKOUT ->
          new Checkout(
              settings, new Log4jLog(settings.name(), Log4jLog.Layout.PATTERN, file), spans);
      case PAYMENT -> new Payment(settings, new JsonLog(file), spans);
      case INVENTORY ->
          new Inventory(
              settings, new Log4jLog(settings.name(), Log4jLog.Layout.SPRING, file), spans);
    };
  }
}
