package io.logstream.local.shop;

import java.net.URI;
import java.nio.file.Path;

/**
 * How a service of the shop is started.
 *
 * @param basePort the services listen on the ports from here on, in the order of {@link ShopPart}
 * @param logs the folder of its logs
 * @param version what it says it is; a deploy changes it
 * @param defective whether this version has the defect of the bad deploy
 * @param database JDBC address of PostgreSQL; used by the inventory alone
 * @param databaseUser the user's name there
 * @param stockCheck whether the cart asks the inventory too: a dependency to add or remove
 */
record ServiceSettings(
    String name,
    int basePort,
    Path logs,
    String version,
    boolean defective,
    String database,
    String databaseUser,
    boolean stockCheck) {

  int port() {
    return basePort + ShopPart.named(name).ordinal();
  }

  URI address(ShopPart part) {
    return URI.create("http://127.0.0.1:" + (basePort + part.ordinal()));
  }

  Path log(String suffix) {
    return logs.resolve(name + suffix);
  }
}
