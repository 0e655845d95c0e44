package io.logstream.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.functions.event.Payment;
import io.logstream.functions.event.Payment.Kind;
import io.logstream.functions.event.PaymentJson;
import io.logstream.functions.event.RideEvent;
import io.logstream.functions.event.RideEventJson;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.Topics;
import io.logstream.functions.event.UserErasure;
import io.logstream.functions.event.UserErasureJson;
import io.logstream.functions.payment.Ledger;
import io.logstream.functions.payment.Outcome;
import io.logstream.functions.payment.RefusalJson;
import io.logstream.functions.payment.Rules;
import io.logstream.functions.payment.SettlementJson;
import io.logstream.functions.payment.UserState;
import io.logstream.functions.payment.UserStateJson;
import io.logstream.functions.route.RawRecord;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job's topology over bounded topics, its ledger a real database file. */
class PaymentJobTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_790_000_000L * SECOND;

  @TempDir Path folder;
  private final List<Given> records = new ArrayList<>();

  /** A record of an input topic. */
  private record Given(String topic, byte[] value, long timestamp) implements Serializable {
    RawRecord raw(long offset) {
      RawRecord raw = new RawRecord();
      raw.topic = topic;
      raw.value = value;
      raw.offset = offset;
      raw.timestamp = timestamp;
      return raw;
    }
  }

  @BeforeEach
  void forget() {
    CollectingSink.clear();
  }

  private void given(String topic, byte[] value) {
    records.add(new Given(topic, value, (START + records.size() * SECOND) / 1_000_000));
  }

  private void pays(String user, String key, Kind kind, long amount) {
    long at = START + records.size() * SECOND;
    Payment payment =
        new Payment(
            "id-" + records.size(), key, kind, user, "ride", "driver", amount, "EUR", at, 0);
    given(Topics.PAYMENTS, new PaymentJson().write(payment));
  }

  private String url() {
    return "jdbc:sqlite:" + folder.resolve("ledger.db") + "?journal_mode=WAL";
  }

  private void run() throws Exception {
    try (Connection connection = DriverManager.getConnection(url())) {
      Ledger.at(url()).create(connection);
    }
    List<Given> in = new ArrayList<>(records);
    StreamExecutionEnvironment env = JobEnvironment.create();
    env.setParallelism(1);
    PaymentJob.define(
        env,
        new DataGeneratorSource<>(
            index -> in.get(index.intValue()).raw(index),
            in.size(),
            TypeInformation.of(RawRecord.class)),
        new CollectingSink(),
        LedgerEnds.at(url()),
        Rules.DEFAULT);
    env.execute("payment");
  }

  private static List<RoutedRecord> written(String topic) {
    return CollectingSink.written().stream().filter(record -> record.topic.equals(topic)).toList();
  }

  private Map<String, Long> balances() throws SQLException {
    Map<String, Long> balances = new HashMap<>();
    try (Connection connection = DriverManager.getConnection(url());
        ResultSet rows =
            connection
                .createStatement()
                .executeQuery("select account, balance from ledger_balance")) {
      while (rows.next()) {
        balances.put(rows.getString(1), rows.getLong(2));
      }
    }
    return balances;
  }

  private static UserState state(String user) throws IOException {
    UserState last = UserState.of(user);
    for (RoutedRecord record : written(Topics.USER_STATE)) {
      if (new String(record.key, UTF_8).equals(user)) {
        last = record.value == null ? UserState.of(user) : UserStateJson.read(record.value);
      }
    }
    return last;
  }

  @Test
  void settlesEachPaymentOnceAndBooksIt() throws Exception {
    pays("ada", "top-up", Kind.TOP_UP, 5_000);
    pays("ada", "fare", Kind.CHARGE, 1_234);
    pays("ada", "fare", Kind.CHARGE, 1_234);
    pays("ada", "too much", Kind.CHARGE, 3_767);
    run();

    assertThat(written(Topics.PAYMENTS_SETTLED)).hasSize(2);
    List<Outcome> reasons = new ArrayList<>();
    for (RoutedRecord refused : written(Topics.PAYMENTS_REFUSED)) {
      reasons.add(RefusalJson.read(refused.value).reason());
    }
    // Same fingerprint means the same attempt: the second fare differs in its time alone.
    assertThat(reasons).containsExactly(Outcome.DUPLICATE, Outcome.INSUFFICIENT_FUNDS);
    UserState ada = state("ada");
    assertThat(ada.balances()).containsExactly(Map.entry("EUR", 3_766L));
    assertThat(ada.settled()).isEqualTo(2);
    assertThat(ada.refused()).isEqualTo(2);
    assertThat(balances())
        .containsOnly(
            Map.entry("user:" + ada.account(), 3_766L),
            Map.entry("payee:driver", 988L),
            Map.entry("platform:fees", 246L),
            Map.entry("outside:top-ups", -5_000L));
  }

  @Test
  void anErasedUserIsForgottenAndANewAccountIsOpenedAfterwards() throws Exception {
    pays("ada", "a", Kind.TOP_UP, 100);
    given(Topics.USER_ERASURES, UserErasureJson.write(new UserErasure("ada", START + 10 * SECOND)));
    pays("ada", "a", Kind.TOP_UP, 100); // asked for at second 2: before the erasure
    given(
        Topics.RIDES,
        new RideEventJson()
            .write(new RideEvent("", RideEvent.Phase.ENDED, "ada", "r", "", START + SECOND)));
    assertThat(records).hasSize(4);
    run();

    assertThat(written(Topics.USER_STATE)).last().extracting(record -> record.value).isNull();
    assertThat(RefusalJson.read(written(Topics.PAYMENTS_REFUSED).get(0).value).reason())
        .isEqualTo(Outcome.USER_ERASED);
    String account = SettlementJson.read(written(Topics.PAYMENTS_SETTLED).get(0).value).account();
    assertThat(balances()).containsEntry("user:" + account, 100L);
  }

  @Test
  void whatIsNoEventIsADeadLetterAndStopsNothing() throws Exception {
    given(Topics.PAYMENTS, "{\"v\":1,\"key\":\"k\"}".getBytes(UTF_8));
    given(Topics.RIDES, "no ride".getBytes(UTF_8));
    pays("ada", "a", Kind.TOP_UP, 100);
    run();

    assertThat(written(Topics.LOGS_DEAD))
        .hasSize(2)
        .first()
        .satisfies(
            record -> assertThat(record.headerOrNull("dead.error")).contains("expected \"kind\""));
    assertThat(state("ada").balance("EUR")).isEqualTo(100);
  }
}
