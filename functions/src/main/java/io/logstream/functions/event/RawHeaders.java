package io.logstream.functions.event;

/**
 * The headers of a record in {@link Topics#LOGS_RAW}. All values are UTF-8 text; every header but
 * {@link #RECEIVED} may be absent.
 */
public final class RawHeaders {

  /**
   * How the line came: {@code syslog+udp}, {@code syslog+tcp}, {@code syslog+tls}, {@code http},
   * {@code frames}, …
   */
  public static final String TRANSPORT = "transport";

  /** The sender's address, {@code ip:port}. */
  public static final String PEER = "peer";

  /** When the collector received the line, in nanoseconds since the epoch, in decimal. */
  public static final String RECEIVED = "received";

  /** The region that received it. */
  public static final String REGION = "region";

  /**
   * The sender's idempotency key: the same line sent twice has the same key, and becomes one event.
   */
  public static final String KEY = "key";

  /** The name of the line's format where the sender states it, as in {@code --format}. */
  public static final String FORMAT = "format";

  /** The service that the sender says the line is of. */
  public static final String SERVICE = "service";

  /** The host that the sender says the line is of. */
  public static final String HOST = "host";

  /** The path of the file that the line stood in. */
  public static final String FILE = "file";

  /** The tenant that the sender authenticated as. */
  public static final String TENANT = "tenant";

  /**
   * Which one it is of the log records of a line that held several, from 0, where it comes alone: a
   * dead letter, or one sent again. The id of its event has it at its end, behind a dot.
   */
  public static final String PART = "part";

  /**
   * The place in {@code logs.dead} of the letter that is sent again: {@code
   * topic-partition-offset}.
   */
  public static final String REPLAY_OF = "replay.of";

  private RawHeaders() {}
}
