package io.logstream.functions.event;

/**
 * One observation of a network connection: the record of topic {@link Topics#FLOWS}. Its JSON is
 * {@link FlowJson}'s, its schema {@code schema/flow.v1.json}.
 *
 * <p>A device may report one connection as several records: Zeek and Suricata write the connection
 * itself and each DNS, HTTP and TLS transaction in it. {@link #layer()} tells which this is and
 * {@link #connection()} joins them, so that bytes are counted once.
 *
 * @param id the id of the event that this was derived from, the evidence of any alert
 * @param layer what of the connection was observed
 * @param connection the observer's own id of the connection, the same in all its records; empty
 *     where it has none
 * @param start when the connection or transaction began, nanoseconds since the epoch
 * @param duration in nanoseconds; {@link #UNKNOWN} where not stated
 * @param transport {@code tcp}, {@code udp}, {@code icmp}, …; empty where not stated
 * @param service the application protocol as the observer recognised it by content, such as {@code
 *     ssl}; empty where it did not
 * @param source who opened the connection
 * @param destination who was asked
 * @param verdict what the observer did with it
 * @param state how far it got
 * @param names the names that the traffic itself carried
 * @param user the user that the observer tied to it; empty where none
 * @param observer the device that reported it
 */
public record Flow(
    String id,
    Layer layer,
    String connection,
    long start,
    long duration,
    String transport,
    String service,
    Endpoint source,
    Endpoint destination,
    Verdict verdict,
    State state,
    Names names,
    String user,
    String observer) {

  /** A number that the observer did not state. */
  public static final long UNKNOWN = -1;

  /** What of a connection a record is about. */
  public enum Layer {
    /** The connection itself, with its bytes and packets. */
    CONNECTION,
    /** A DNS question and its answer. */
    DNS,
    /** An HTTP request. */
    HTTP,
    /** A TLS handshake. */
    TLS,
    /** A log-in with its outcome. */
    LOGIN,
    /** Another transaction in a connection, such as a transferred file. */
    OTHER
  }

  /** What the observer did with a connection. */
  public enum Verdict {
    ALLOWED,
    DENIED,
    /** The observer only watches, or does not say. */
    UNKNOWN
  }

  /** How far a connection got. */
  public enum State {
    /** Asked for, never answered. */
    ATTEMPTED,
    /** Asked for and refused by the other side. */
    REJECTED,
    /** Both sides spoke. */
    ESTABLISHED,
    UNKNOWN
  }

  /**
   * One side of a connection.
   *
   * @param ip the address; never empty
   * @param port 0 where the transport has none
   * @param bytes sent by this side, IP headers included where the observer states those; {@link
   *     #UNKNOWN} where not stated
   * @param packets sent by this side; {@link #UNKNOWN} where not stated
   */
  public record Endpoint(String ip, int port, long bytes, long packets) {}

  /**
   * The names that the traffic carried; each is empty where it did not.
   *
   * @param question the name asked for by DNS, lower case, without the last dot
   * @param questionType such as {@code A} or {@code TXT}
   * @param responseCode such as {@code NXDOMAIN}
   * @param serverName TLS server name indication, lower case
   * @param host HTTP's host, lower case, without the port
   * @param url as the client sent it
   * @param method HTTP's, upper case
   * @param status HTTP's, or of a log-in 200 and 401; 0 where there is none
   * @param userAgent as the client sent it
   * @param ja3 the client's TLS fingerprint
   * @param hash of a transferred file
   */
  public record Names(
      String question,
      String questionType,
      String responseCode,
      String serverName,
      String host,
      String url,
      String method,
      int status,
      String userAgent,
      String ja3,
      String hash) {

    /** No names at all. */
    public static final Names NONE = new Names("", "", "", "", "", "", "", 0, "", "", "");

    /**
     * Whether the traffic carried none; what {@code equals(NONE)} says, at a fraction of its cost.
     */
    public boolean isEmpty() {
      return url.isEmpty()
          && host.isEmpty()
          && question.isEmpty()
          && serverName.isEmpty()
          && userAgent.isEmpty()
          && method.isEmpty()
          && status == 0
          && questionType.isEmpty()
          && responseCode.isEmpty()
          && ja3.isEmpty()
          && hash.isEmpty();
    }

    /** The name that the client wanted to talk to: the server name, else the host; may be empty. */
    public String wanted() {
      return serverName.isEmpty() ? host : serverName;
    }
  }

  /** Bytes in both directions, as far as they are known. */
  public long bytes() {
    return Math.max(0, source.bytes) + Math.max(0, destination.bytes);
  }

  /** Whether an HTTP client asked a proxy for another host in this connection. */
  public boolean isProxied() {
    return names.method.equals("CONNECT")
        || names.url.startsWith("http://")
        || names.url.startsWith("https://");
  }

  /** When it ended, as far as the duration is known. */
  public long end() {
    return start + Math.max(0, duration);
  }

  /** The same observation with the connection's figures and names in place of its own. */
  public Flow with(Endpoint newSource, Endpoint newDestination, State newState, Names newNames) {
    return new Flow(
        id,
        layer,
        connection,
        start,
        duration,
        transport,
        service,
        newSource,
        newDestination,
        verdict,
        newState,
        newNames,
        user,
        observer);
  }
}
