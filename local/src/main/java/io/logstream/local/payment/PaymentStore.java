package io.logstream.local.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.payment.Ledger;
import io.logstream.functions.payment.LedgerEntry;
import io.logstream.functions.payment.Results;
import io.logstream.functions.payment.Rules;
import io.logstream.functions.payment.Seen;
import io.logstream.functions.payment.UserState;
import io.logstream.functions.payment.UserStateJson;
import io.logstream.functions.payment.UserStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The worker's file: users, idempotency keys, ledger, and how far each partition was decided, all
 * changed in one transaction. The workers of a group share one file on one machine.
 *
 * <p>SQLite and Kafka do not commit together. So the results of a record stay here under its offset
 * until Kafka has them: a worker that dies between the two commits leaves records that Kafka gives
 * out again, and their results are then read, not worked out a second time. Whoever works on a
 * partition, be it a worker that does not yet know that it lost it, goes on where the file is.
 */
final class PaymentStore implements AutoCloseable {

  /** Keys are random, so that each is on a page of its own: the file's pages stay in memory. */
  private static final String[] SETTINGS = {
    "pragma cache_size = -131072", "pragma wal_autocheckpoint = 32000"
  };

  private static final String[] TABLES = {
    "create table if not exists user_state (user text primary key, document blob, erased_at"
        + " integer, erasure_expires integer) without rowid",
    "create table if not exists seen (user text, key text, fingerprint integer, settled integer,"
        + " expires integer, primary key (user, key)) without rowid",
    "create index if not exists seen_expires on seen (expires)",
    "create table if not exists progress (topic text, partition integer, next integer,"
        + " primary key (topic, partition)) without rowid",
    "create table if not exists result (topic text, partition integer, offset integer, number"
        + " integer, to_topic text, key blob, value blob, timestamp integer,"
        + " primary key (topic, partition, offset, number)) without rowid",
  };

  private final Connection connection;
  private final long retentionMillis;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private boolean isUnderway;
  private final Results records = new Results();

  PaymentStore(Path file, Rules rules) throws SQLException {
    retentionMillis = rules.keyRetention().toMillis();
    // synchronous=FULL: what Kafka is told was committed here must outlive a power cut.
    String url =
        "jdbc:sqlite:%s?journal_mode=WAL&synchronous=FULL&busy_timeout=60000&jdbc.get_generated_keys=false"
            .formatted(file);
    connection = DriverManager.getConnection(url);
    Ledger.SQLITE.create(connection);
    try (Statement statement = connection.createStatement()) {
      for (String setting : SETTINGS) {
        statement.execute(setting);
      }
      for (String table : TABLES) {
        statement.execute(table);
      }
    }
  }

  /**
   * Begins a transaction, which the other workers wait for. By hand: the driver would begin the
   * next with the commit, and hold the file while Kafka is written to.
   */
  void begin() throws SQLException {
    execute("begin immediate");
    isUnderway = true;
  }

  void commit() throws SQLException {
    execute("commit");
    isUnderway = false;
  }

  /** Takes back what was changed since {@link #begin}, if anything. */
  void rollback() throws SQLException {
    if (isUnderway) {
      isUnderway = false;
      execute("rollback");
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first offset that was not decided yet; empty where none ever was. */
  OptionalLong next(TopicPartition partition) throws SQLException {
    PreparedStatement select =
        statement("select next from progress where topic = ? and partition = ?");
    set(select, partition.topic(), partition.partition());
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }

  void next(TopicPartition partition, long offset) throws SQLException {
    PreparedStatement replace = statement("insert or replace into progress values (?, ?, ?)");
    set(replace, partition.topic(), partition.partition(), offset);
    replace.executeUpdate();
  }

  /** Keeps the results of a record until Kafka has them. */
  void results(TopicPartition from, long offset, List<RoutedRecord> results) throws SQLException {
    PreparedStatement insert = statement("insert into result values (?, ?, ?, ?, ?, ?, ?, ?)");
    for (int i = 0; i < results.size(); i++) {
      RoutedRecord result = results.get(i);
      set(
          insert,
          from.topic(),
          from.partition(),
          offset,
          i,
          result.topic,
          result.key,
          result.value,
          result.timestamp);
      insert.executeUpdate();
    }
  }

  /** The results of a record that was decided before. */
  List<RoutedRecord> results(TopicPartition from, long offset) throws SQLException {
    PreparedStatement select =
        statement(
            "select to_topic, key, value, timestamp from result"
                + " where topic = ? and partition = ? and offset = ? order by number");
    set(select, from.topic(), from.partition(), offset);
    List<RoutedRecord> results = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        String key = new String(row.getBytes(2), UTF_8);
        results.add(new RoutedRecord(row.getString(1), key, row.getBytes(3), row.getLong(4)));
      }
    }
    return results;
  }

  /** Drops the results of records before this offset: Kafka has them. */
  void forgetResults(TopicPartition from, long committed) throws SQLException {
    PreparedStatement delete =
        statement("delete from result where topic = ? and partition = ? and offset < ?");
    set(delete, from.topic(), from.partition(), committed);
    delete.executeUpdate();
  }

  /** Drops idempotency keys that are older than they must be. */
  void forgetExpired() throws SQLException {
    PreparedStatement delete = statement("delete from seen where expires < ?");
    set(delete, System.currentTimeMillis());
    delete.executeUpdate();
  }

  void book(LedgerEntry entry) throws SQLException {
    PreparedStatement insert = statement(Ledger.INSERT);
    Ledger.bind(insert, entry);
    insert.executeUpdate();
  }

  /**
   * What is kept of one user.
   *
   * @param states takes the records of {@code user-state}
   */
  UserStore of(String user, Consumer<RoutedRecord> states) {
    return new User(user, states);
  }

  private PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
    }
    return known;
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private final class User implements UserStore {
    private final String user;
    private final Consumer<RoutedRecord> states;

    User(String user, Consumer<RoutedRecord> states) {
      this.user = user;
      this.states = states;
    }

    @Override
    public Optional<UserState> state() throws SQLException, IOException {
      PreparedStatement select = statement("select document from user_state where user = ?");
      set(select, user);
      try (ResultSet row = select.executeQuery()) {
        byte[] document = row.next() ? row.getBytes(1) : null;
        return document == null ? Optional.empty() : Optional.of(UserStateJson.read(document));
      }
    }

    @Override
    public void keep(UserState state) throws SQLException {
      RoutedRecord record = records.of(state);
      PreparedStatement upsert =
          statement(
              "insert into user_state (user, document) values (?, ?)"
                  + " on conflict (user) do update set document = excluded.document");
      set(upsert, user, record.value);
      upsert.executeUpdate();
      states.accept(record);
    }

    @Override
    public Optional<Seen> seen(String key) throws SQLException {
      PreparedStatement select =
          statement("select fingerprint, settled from seen where user = ? and key = ?");
      set(select, user, key);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Seen(row.getLong(1), row.getInt(2) == 1))
            : Optional.empty();
      }
    }

    @Override
    public void remember(String key, Seen seen) throws SQLException {
      PreparedStatement insert = statement("insert or replace into seen values (?, ?, ?, ?, ?)");
      set(insert, user, key, seen.fingerprint(), seen.isSettled() ? 1 : 0, expiry());
      insert.executeUpdate();
    }

    @Override
    public long erasedAt() throws SQLException {
      PreparedStatement select =
          statement(
              "select erased_at from user_state"
                  + " where user = ? and erased_at is not null and erasure_expires > ?");
      set(select, user, System.currentTimeMillis());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : Long.MIN_VALUE;
      }
    }

    @Override
    public void erase(long at) throws SQLException {
      PreparedStatement replace =
          statement("insert or replace into user_state values (?, null, ?, ?)");
      set(replace, user, at, expiry());
      replace.executeUpdate();
      PreparedStatement delete = statement("delete from seen where user = ?");
      set(delete, user);
      delete.executeUpdate();
    }

    private long expiry() {
      return System.currentTimeMillis() + retentionMillis;
    }
  }
}
