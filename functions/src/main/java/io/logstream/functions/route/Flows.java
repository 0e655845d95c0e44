package io.logstream.functions.route;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Endpoint;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.event.Flow.Names;
import io.logstream.functions.event.Flow.State;
import io.logstream.functions.event.Flow.Verdict;
import java.util.Locale;
import java.util.Optional;

/**
 * Derives the {@link Flow} that an event reports, whatever the format: firewall, proxy, DNS,
 * NetFlow, Zeek, Suricata. An event without the addresses of two sides reports none.
 */
public final class Flows {

  private static final String[] CONNECTION_IDS = {"zeek.uid", "suricata.eve.flow_id"};
  private static final String[] STATES = {
    "zeek.conn.conn_state", "netflow.state", "suricata.eve.flow.state"
  };
  private static final String[] KINDS = {"zeek.log", "suricata.eve.event_type"};
  private static final String[] SERVICES = {"zeek.conn.service"};

  /** With the headers of IP, which stand beside those of the payload. */
  private static final String[] SOURCE_BYTES = {"zeek.conn.orig_ip_bytes"};

  private static final String[] DESTINATION_BYTES = {"zeek.conn.resp_ip_bytes"};
  private static final String[] ANSWER_FLAGS = {"suricata.eve.tcp.tcp_flags_tc"};
  private static final int SYN = 2;
  private static final int RST = 4;

  private Flows() {}

  /** The flow that the event reports; empty where it reports none. */
  public static Optional<Flow> of(Event event) {
    String source = firstText(event, EcsField.SOURCE_IP, EcsField.CLIENT_IP);
    String destination = firstText(event, EcsField.DESTINATION_IP, EcsField.SERVER_IP);
    if (source.isEmpty() || destination.isEmpty()) {
      return Optional.empty();
    }
    Endpoint from =
        new Endpoint(
            source,
            port(event, EcsField.SOURCE_PORT, EcsField.CLIENT_PORT),
            bytes(event, SOURCE_BYTES, EcsField.SOURCE_BYTES),
            count(event, EcsField.SOURCE_PACKETS));
    Endpoint to =
        new Endpoint(
            destination,
            port(event, EcsField.DESTINATION_PORT, EcsField.SERVER_PORT),
            bytes(event, DESTINATION_BYTES, EcsField.DESTINATION_BYTES),
            count(event, EcsField.DESTINATION_PACKETS));
    Layer layer = layer(event);
    return Optional.of(
        new Flow(
            text(event, EcsField.EVENT_ID),
            layer,
            vendor(event, CONNECTION_IDS),
            event.number(EcsField.EVENT_START, event.number(EcsField.TIMESTAMP, 0)),
            count(event, EcsField.EVENT_DURATION),
            text(event, EcsField.NETWORK_TRANSPORT),
            service(event),
            from,
            to,
            verdict(event),
            state(event, layer, to),
            names(event),
            firstText(event, EcsField.USER_NAME, EcsField.SOURCE_USER_NAME),
            firstText(
                event,
                EcsField.OBSERVER_NAME,
                EcsField.OBSERVER_HOSTNAME,
                EcsField.HOST_NAME,
                EcsField.EVENT_DATASET)));
  }

  private static Layer layer(Event event) {
    switch (vendor(event, KINDS)) {
      case "conn", "flow", "netflow" -> {
        return Layer.CONNECTION;
      }
      case "dns" -> {
        return Layer.DNS;
      }
      case "http" -> {
        return Layer.HTTP;
      }
      case "ssl", "tls" -> {
        return Layer.TLS;
      }
      case "" -> {}
      default -> {
        return Layer.OTHER;
      }
    }
    if (event.has(EcsField.DNS_QUESTION_NAME)) {
      return Layer.DNS;
    }
    if (event.texts(EcsField.EVENT_CATEGORY).contains("authentication")) {
      return Layer.LOGIN;
    }
    // A firewall that looks into TLS still reports the connection; so does one that names the URL.
    if (event.has(EcsField.HTTP_REQUEST_METHOD)) {
      return Layer.HTTP;
    }
    return Layer.CONNECTION;
  }

  private static Verdict verdict(Event event) {
    String action = text(event, EcsField.EVENT_ACTION).toLowerCase(Locale.ROOT);
    if (event.texts(EcsField.EVENT_TYPE).contains("denied") || isDenial(action)) {
      return Verdict.DENIED;
    }
    if (event.texts(EcsField.EVENT_TYPE).contains("allowed")) {
      return Verdict.ALLOWED;
    }
    return Verdict.UNKNOWN;
  }

  private static boolean isDenial(String action) {
    return switch (action) {
      case "deny", "denied", "drop", "dropped", "block", "blocked", "reject", "rejected" -> true;
      default -> action.contains("denied") || action.endsWith("-deny");
    };
  }

  /**
   * By the state that the observer states, else by who sent packets: an ask without an answer is an
   * attempt; one answer of TCP that carries no data is a refusal.
   */
  private static State state(Event event, Layer layer, Endpoint to) {
    String stated = vendor(event, STATES);
    if (layer == Layer.CONNECTION && isRefusal(event)) {
      return State.REJECTED;
    }
    if (!stated.isEmpty() && to.packets() != 0) {
      State state = ofWord(stated);
      if (state != State.UNKNOWN) {
        return state;
      }
    }
    if (layer != Layer.CONNECTION) {
      return State.ESTABLISHED;
    }
    if (verdict(event) == Verdict.DENIED) {
      return State.ATTEMPTED;
    }
    if (to.packets() == 0 || to.packets() < 0 && to.bytes() == 0) {
      return State.ATTEMPTED;
    }
    return to.packets() > 0 || to.bytes() > 0 ? State.ESTABLISHED : State.UNKNOWN;
  }

  /** A connection that Suricata calls closed may have been refused: only a reset came back. */
  private static boolean isRefusal(Event event) {
    String flags = vendor(event, ANSWER_FLAGS);
    if (flags.isEmpty() || flags.length() > 4) {
      return false;
    }
    try {
      int bits = Integer.parseInt(flags, 16);
      return (bits & RST) != 0 && (bits & SYN) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static State ofWord(String state) {
    return switch (state) {
      // Zeek's conn_state.
      case "S0", "SH", "SHR", "RSTRH" -> State.ATTEMPTED;
      case "REJ", "RSTOS0" -> State.REJECTED;
      case "S1", "S2", "S3", "SF", "RSTO", "RSTR" -> State.ESTABLISHED;
      // Argus' transaction states.
      case "CON", "EST" -> State.ESTABLISHED;
      case "INT", "REQ", "TIM" -> State.ATTEMPTED;
      case "RST" -> State.REJECTED;
      // Suricata.
      case "new" -> State.ATTEMPTED;
      case "established", "closed" -> State.ESTABLISHED;
      default -> argusFlags(state);
    };
  }

  /** Argus' TCP flags: those the source sent, an underscore, those the destination sent. */
  private static State argusFlags(String state) {
    int bar = state.indexOf('_');
    if (bar < 0) {
      return State.UNKNOWN;
    }
    String answer = state.substring(bar + 1);
    if (answer.isEmpty()) {
      return State.ATTEMPTED;
    }
    return answer.indexOf('R') >= 0
            && answer.indexOf('S') < 0
            && state.substring(0, bar).equals("S")
        ? State.REJECTED
        : State.ESTABLISHED;
  }

  private static Names names(Event event) {
    String question = text(event, EcsField.DNS_QUESTION_NAME);
    String host = text(event, EcsField.URL_DOMAIN);
    String method = text(event, EcsField.HTTP_REQUEST_METHOD);
    Names names =
        new Names(
            domain(question),
            text(event, EcsField.DNS_QUESTION_TYPE),
            text(event, EcsField.DNS_RESPONSE_CODE),
            domain(text(event, EcsField.TLS_CLIENT_SERVER_NAME)),
            domain(host.isEmpty() ? text(event, EcsField.DESTINATION_DOMAIN) : host),
            firstText(event, EcsField.URL_ORIGINAL, EcsField.URL_FULL, EcsField.URL_PATH),
            method.toUpperCase(Locale.ROOT),
            status(event),
            text(event, EcsField.USER_AGENT_ORIGINAL),
            text(event, EcsField.TLS_CLIENT_JA3),
            firstText(
                event, EcsField.FILE_HASH_SHA256, EcsField.FILE_HASH_SHA1, EcsField.FILE_HASH_MD5));
    return names.isEmpty() ? Names.NONE : names;
  }

  private static int status(Event event) {
    long status = event.number(EcsField.HTTP_RESPONSE_STATUS_CODE, 0);
    if (status == 0 && event.texts(EcsField.EVENT_CATEGORY).contains("authentication")) {
      return switch (text(event, EcsField.EVENT_OUTCOME)) {
        case "success" -> 200;
        case "failure" -> 401;
        default -> 0;
      };
    }
    return status > 0 && status < 1000 ? (int) status : 0;
  }

  private static String domain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.length() > 1 && lower.endsWith(".")
        ? lower.substring(0, lower.length() - 1)
        : lower;
  }

  private static String vendor(Event event, String[] paths) {
    for (String path : paths) {
      Optional<String> value = event.vendorText(path);
      if (value.isPresent()) {
        return value.get();
      }
    }
    return "";
  }

  private static String text(Event event, EcsField field) {
    String value = event.textOrNull(field);
    return value == null ? "" : value;
  }

  private static String firstText(Event event, EcsField... fields) {
    for (EcsField field : fields) {
      String value = event.textOrNull(field);
      if (value != null) {
        return value;
      }
    }
    return "";
  }

  private static int port(Event event, EcsField one, EcsField other) {
    return (int) event.number(one, event.number(other, 0));
  }

  private static String service(Event event) {
    String service = vendor(event, SERVICES);
    return service.isEmpty() ? text(event, EcsField.NETWORK_PROTOCOL) : service;
  }

  private static long bytes(Event event, String[] withHeaders, EcsField field) {
    String stated = vendor(event, withHeaders);
    try {
      return stated.isEmpty()
          ? count(event, field)
          : Math.max(Flow.UNKNOWN, Long.parseLong(stated));
    } catch (NumberFormatException e) {
      return count(event, field);
    }
  }

  private static long count(Event event, EcsField field) {
    return Math.max(Flow.UNKNOWN, event.number(field, Flow.UNKNOWN));
  }
}
