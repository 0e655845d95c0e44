package io.logstream.local.shop;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stock in PostgreSQL: {@code GET /stock/ID}, {@code POST /stock/ID} reserves one. */
final class Inventory extends ShopService {

  private static final int POOL = 6;
  private static final long POOL_TIMEOUT_MILLIS = 1000;

  private final HikariDataSource pool;
  private final List<Connection> leaked = new CopyOnWriteArrayList<>();

  Inventory(ServiceSettings settings, ServiceLog log, SpanFile spans) throws IOException {
    super(settings, log, spans);
    HikariConfig config = new HikariConfig();
    config.setPoolName("inventory-pool");
    config.setJdbcUrl(settings.database());
    config.setUsername(settings.databaseUser());
    config.setMaximumPoolSize(POOL);
    config.setConnectionTimeout(POOL_TIMEOUT_MILLIS);
    config.addDataSourceProperty("ApplicationName", "inventory");
    pool = new HikariDataSource(config);
    createTable();
  }

  private void createTable() {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table if not exists stock (product int primary key, quantity int not null)");
      statement.execute(
          "insert into stock select i, 1000000 from generate_series(0, "
              + (Catalogue.PRODUCTS - 1)
              + ") i on conflict do nothing");
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create the table stock", e);
    }
  }

  @Override
  Answer answer(Request request) throws SQLException {
    int product = Catalogue.number(request.segment(1));
    if (!faults.leaking() && !leaked.isEmpty()) {
      giveBack();
    }
    String sql =
        request.method().equals("POST")
            ? "update stock set quantity = quantity - 1 where product = ? returning quantity"
            : "select quantity from stock where product = ?";
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, product);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Answer.ok(Json.object(Map.of("product", product, "quantity", row.getInt(1))))
            : Answer.error(404, "no product " + product);
      }
    }
  }

  @Override
  void leak() throws SQLException {
    if (leaked.size() < POOL) {
      leaked.add(pool.getConnection());
    }
  }

  private void giveBack() throws SQLException {
    for (Connection connection : leaked) {
      connection.close();
    }
    leaked.clear();
  }

  @Override
  public void close() {
    super.close();
    pool.close();
  }
}
