package io.logstream.local.stack;

/**
 * A port that a process of the stack listens on.
 *
 * @param name what {@code --port NAME=NUMBER} calls it
 * @param usual the number that everybody knows it by
 * @param offset its distance from the base where a stack has one, 0 to 99; unique in the stack
 */
public record Port(String name, int usual, int offset) {

  /** How many ports, from the base on, a stack with a base may use. */
  public static final int SPAN = 100;

  public static final Port KAFKA = new Port("kafka", 9092, 0);
  public static final Port KAFKA_CONTROLLER = new Port("kafka-controller", 9093, 1);
  public static final Port FLINK_REST = new Port("flink", 8081, 2);
  public static final Port FLINK_RPC = new Port("flink-rpc", 6123, 6);
  public static final Port SQL_GATEWAY = new Port("sql-gateway", 8083, 10);
  public static final Port FLINK_JOBMANAGER_METRICS = new Port("flink-metrics", 9249, 11);
  public static final Port FLINK_TASKMANAGER_METRICS = new Port("taskmanager-metrics", 9253, 15);
  public static final Port POSTGRESQL = new Port("postgresql", 5432, 25);
  public static final Port REDIS = new Port("redis", 6379, 26);
  public static final Port ZOOKEEPER = new Port("zookeeper", 2181, 27);
  public static final Port ELASTICSEARCH = new Port("elasticsearch", 9200, 30);
  public static final Port ELASTICSEARCH_TRANSPORT = new Port("elasticsearch-transport", 9300, 40);
  public static final Port CONSOLE = new Port("console", 8080, 50);
  public static final Port COLLECTOR_FRAMES = new Port("collector-frames", 5170, 60);
  public static final Port COLLECTOR_SYSLOG = new Port("collector-syslog", 5514, 61);
  public static final Port COLLECTOR_HTTP = new Port("collector-http", 4318, 62);
  public static final Port COLLECTOR_ADMIN = new Port("collector-admin", 9464, 63);

  /** Where Kafka takes the clients of other regions, in a stack that has such. */
  public static final Port KAFKA_LINK = new Port("kafka-link", 9094, 28);

  /** Where these clients connect: the near end of the link to {@link #KAFKA_LINK}. */
  public static final Port LINK = new Port("link", 9095, 29);

  public static final Port LINK_CONTROL = new Port("link-control", 9468, 69);
  public static final Port MIRROR = new Port("mirror", 8084, 66);
  public static final Port REGION_AGENT = new Port("region-agent", 9467, 67);
  public static final Port ROUTER = new Port("router", 8090, 68);

  public static final Port SHIPPING = new Port("shipping", 9466, 65);

  public static final Port EXPORTER = new Port("exporter", 9465, 64);

  /** The demo shop's gateway; its services follow on the next ports. */
  public static final Port SHOP = new Port("shop", 8180, 70);

  public Port {
    if (offset < 0 || offset >= SPAN) {
      throw new IllegalArgumentException(name + ": expected an offset below " + SPAN);
    }
  }
}
