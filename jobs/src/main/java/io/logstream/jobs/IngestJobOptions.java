package io.logstream.jobs;

import io.logstream.functions.enrich.Enrichment;
import io.logstream.functions.event.Topics;
import io.logstream.functions.route.RouteFunction;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * The options of {@link IngestJob}.
 *
 * @param brokers {@link JobOptions#BROKERS}
 * @param group {@link #GROUP}
 * @param transactionPrefix {@link #TRANSACTION_PREFIX}
 * @param guarantee {@link #GUARANTEE}
 * @param settings {@link #ZONE}, {@link #NETWORKS}, {@link #GEO_DATABASES}, {@link #INVENTORY},
 *     {@link #INVENTORY_CACHE}
 */
public record IngestJobOptions(
    String brokers,
    String group,
    String transactionPrefix,
    DeliveryGuarantee guarantee,
    RouteFunction.Settings settings) {

  static final ConfigOption<String> GROUP =
      ConfigOptions.key("group")
          .stringType()
          .defaultValue("logstream-ingest")
          .withDescription(
              "Kafka consumer group: where a job without state begins, and what its lag is shown"
                  + " under.");

  static final ConfigOption<String> TRANSACTION_PREFIX =
      ConfigOptions.key("transaction-prefix")
          .stringType()
          .defaultValue("logstream-ingest")
          .withDescription("Prefix of the transactional ids; no two running jobs may share one.");

  static final ConfigOption<DeliveryGuarantee> GUARANTEE =
      ConfigOptions.key("guarantee")
          .enumType(DeliveryGuarantee.class)
          .defaultValue(DeliveryGuarantee.EXACTLY_ONCE)
          .withDescription("Delivery to Kafka: exactly-once, at-least-once or none.");

  static final ConfigOption<String> ZONE =
      ConfigOptions.key("zone")
          .stringType()
          .defaultValue("UTC")
          .withDescription("Time zone of time stamps that state none, such as Europe/Berlin.");

  static final ConfigOption<List<String>> NETWORKS =
      ConfigOptions.key("networks")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "One's own networks, CIDR blocks with semicolons between, from which the direction of"
                  + " a connection follows. Without any, the private ones of RFC 6890. Rows of kind"
                  + " network in control.reference come on top.");

  static final ConfigOption<List<String>> GEO_DATABASES =
      ConfigOptions.key("geo-databases")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Files in MaxMind's format (City or Country, and ASN), with semicolons between, at"
                  + " the same path on every TaskManager. Without any, addresses get no place.");

  static final ConfigOption<String> INVENTORY =
      ConfigOptions.key("inventory")
          .stringType()
          .defaultValue("")
          .withDescription(
              "JDBC address of the database with the asset inventory and the service catalogue,"
                  + " such as jdbc:postgresql://HOST/DATABASE?user=NAME. Without one, only the rows"
                  + " of control.reference are known.");

  static final ConfigOption<String> INVENTORY_CACHE =
      ConfigOptions.key("inventory-cache")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Address of the Redis that keeps the inventory's answers, such as"
                  + " redis://127.0.0.1:6379. Without one, each subtask asks the database.");

  static final ConfigOption<List<String>> ROUTES =
      ConfigOptions.key("routes")
          .stringType()
          .asList()
          .defaultValues(Topics.LOGS_SECURITY, Topics.LOGS_ARCHIVE)
          .withDescription(
              "Topics of their own that rows of kind routing may send events to, with semicolons"
                  + " between. They must be there.");

  /** All options. */
  public static final List<ConfigOption<?>> ALL =
      List.of(
          JobOptions.BROKERS,
          GROUP,
          TRANSACTION_PREFIX,
          GUARANTEE,
          ZONE,
          NETWORKS,
          GEO_DATABASES,
          INVENTORY,
          INVENTORY_CACHE,
          ROUTES);

  /** Reads a command line. */
  public static IngestJobOptions of(String... args) {
    JobOptions given = JobOptions.of(ALL, args);
    return new IngestJobOptions(
        given.get(JobOptions.BROKERS),
        given.get(GROUP),
        given.get(TRANSACTION_PREFIX),
        given.get(GUARANTEE),
        new RouteFunction.Settings(
            given.get(ZONE),
            new Enrichment.Options(
                given.get(NETWORKS),
                given.get(GEO_DATABASES),
                given.get(INVENTORY),
                given.get(INVENTORY_CACHE)),
            given.get(ROUTES)));
  }
}
