package io.logstream.functions.route;

import io.logstream.functions.control.ControlView;
import io.logstream.functions.enrich.EventEnricher;
import io.logstream.functions.event.ChangeJson;
import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.DeadReason;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.EventJson;
import io.logstream.functions.event.FlowJson;
import io.logstream.functions.event.PaymentJson;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.RoutedRecord;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCallJson;
import io.logstream.functions.event.Topics;
import io.logstream.functions.normalize.LineNormalizer;
import io.logstream.functions.parse.Formats;
import io.logstream.functions.parse.LineParser;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.template.EventTemplates;
import io.logstream.functions.sample.Sampler;
import io.logstream.functions.validate.Validator;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What becomes of a raw record. Of each log record that its line holds (one, but for formats such
 * as OTLP that send several in a line): one event in {@code logs} and what follows from it in
 * {@code calls}, {@code flows} and {@code changes}, or one dead letter, never both; and neither
 * only where a sampling rule leaves the event out. Not safe for use by two threads.
 */
public final class LineRouter {

  /** Takes what becomes of raw records. */
  @FunctionalInterface
  public interface Into {

    /** A record on its way to a topic. */
    void add(RoutedRecord record);

    /** How it went with a log record; called once for each, behind what was made of it. */
    default void became(Outcome outcome) {}
  }

  /** What became of a log record. */
  public enum Outcome {
    /** An event whose format the source named. */
    HINTED,
    /** An event whose format was recognised. */
    RECOGNISED,
    /** An event that is the whole line as a message. */
    UNKNOWN,
    /** Left out by a sampling rule; what follows from it is there. */
    SAMPLED,
    /** In a topic of its own by a routing rule, and not in {@code logs}. */
    ROUTED,
    /** A dead letter. */
    DEAD;

    boolean isEvent() {
      return this == HINTED || this == RECOGNISED || this == UNKNOWN;
    }
  }

  /** Kafka refuses more by default; so much is left for the key and the headers. */
  public static final int LARGEST_EVENT = 1_000_000;

  /** What the sink's limit of a request leaves for a record's value; the whole is at its origin. */
  private static final int LARGEST_LETTER = 7 << 20;

  private static final int LONGEST_ERROR = 1_000;
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final String STAGE = "parse";

  private final ZoneId zone;
  private final LineNormalizer normalizer = new LineNormalizer(Formats.all());
  private final Event event = new Event();
  private final EventJson eventJson = new EventJson();
  private final ServiceCallJson callJson = new ServiceCallJson();
  private final FlowJson flowJson = new FlowJson();
  private final ChangeJson changeJson = new ChangeJson();
  private final PaymentJson paymentJson = new PaymentJson();
  private final EventIds ids = new EventIds();
  private final EventTemplates templates = new EventTemplates();
  private final List<RoutedRecord> made = new ArrayList<>(4);
  private final EventEnricher enricher;
  private final Validator validator;
  private final Sampler sampler;
  private final Routes routes;

  /**
   * A router.
   *
   * @param zone of time stamps that state none
   * @param enricher adds what the line does not say
   * @param control the rules, of a view that reads {@link RouteFunction#tables()}: which events are
   *     refused or tagged, sent to topics of their own, left out since there are too many
   */
  public LineRouter(ZoneId zone, EventEnricher enricher, ControlView control) {
    this.zone = zone;
    this.enricher = enricher;
    validator = new Validator(control);
    sampler = new Sampler(control);
    routes = new Routes(control);
  }

  /** Routes a record; what comes of it is given to {@code out}. */
  public void route(RawRecord raw, Into out) {
    made.clear();
    List<byte[]> lines = split(raw);
    String id =
        ids.of(
            raw.headerOrNull(RawHeaders.KEY),
            raw.headerOrNull(RawHeaders.REGION),
            firstOrigin(raw));
    String part = raw.headerOrNull(RawHeaders.PART);
    Part whole = new Part(raw.value, part == null ? id : EventIds.part(id, part), "");
    if (lines.size() == 1) {
      give(made.isEmpty() ? make(raw, whole) : Outcome.DEAD, out);
      return;
    }
    for (int i = 0; i < lines.size(); i++) {
      String number = Integer.toString(i);
      give(make(raw, new Part(lines.get(i), EventIds.part(whole.id, number), number)), out);
    }
  }

  /** Given out only when all is made: an error of what comes after is none of the line's. */
  private void give(Outcome outcome, Into out) {
    for (int i = 0; i < made.size(); i++) {
      out.add(made.get(i));
    }
    made.clear();
    out.became(outcome);
  }

  /**
   * One log record of a raw one.
   *
   * @param line the raw record's value where it holds no other
   * @param number which of the raw record's it is; empty where it is the only one
   */
  private record Part(byte[] line, String id, String number) {}

  private List<byte[]> split(RawRecord raw) {
    try {
      return normalizer.split(raw.value);
    } catch (ParseException e) {
      refuse(raw, new Part(raw.value, "", ""), STAGE, DeadReason.UNPARSABLE, e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      refuse(raw, new Part(raw.value, "", ""), STAGE, DeadReason.DEFECT, place(e));
    }
    return List.of(raw.value);
  }

  private Outcome make(RawRecord raw, Part part) {
    try {
      LineParser.Found found =
          normalizer.normalize(
              part.line,
              raw.headerOrNull(RawHeaders.FORMAT),
              new ParseContext(received(raw), zone),
              event,
              new String(raw.key, StandardCharsets.UTF_8));
      event.set(EcsField.EVENT_ID, part.id);
      complete(raw);
      String error = validator.check(event);
      if (!error.isEmpty()) {
        return refuse(raw, part, "validate", DeadReason.INVALID, error);
      }
      long millis = event.number(EcsField.TIMESTAMP, 0) / NANOS_PER_MILLI;
      List<String> elsewhere = routes.of(event);
      boolean isLeftOut = routes.isElsewhereOnly() || !sampler.keeps(event);
      if (isLeftOut && elsewhere.isEmpty()) {
        derive(millis);
        return Outcome.SAMPLED;
      }
      byte[] json = eventJson.write(event);
      if (json.length > LARGEST_EVENT) {
        String expected = "event: expected at most %d bytes of JSON, found %d";
        return refuse(
            raw, part, STAGE, DeadReason.TOO_LARGE, expected.formatted(LARGEST_EVENT, json.length));
      }
      String key = key(raw);
      for (int i = 0; i < elsewhere.size(); i++) {
        made.add(new RoutedRecord(elsewhere.get(i), key, json, millis));
      }
      if (!isLeftOut) {
        made.add(new RoutedRecord(Topics.LOGS, key, json, millis));
      }
      derive(millis);
      if (isLeftOut) {
        return routes.isElsewhereOnly() ? Outcome.ROUTED : Outcome.SAMPLED;
      }
      return switch (found) {
        case HINTED -> Outcome.HINTED;
        case RECOGNISED -> Outcome.RECOGNISED;
        case UNKNOWN -> Outcome.UNKNOWN;
      };
    } catch (ParseException e) {
      return refuse(raw, part, STAGE, DeadReason.UNPARSABLE, e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      // One line must not stop all others: without this the job would fail at it for ever.
      return refuse(raw, part, STAGE, DeadReason.DEFECT, place(e));
    }
  }

  private static String place(Throwable error) {
    StackTraceElement[] trace = error.getStackTrace();
    return trace.length == 0 ? "" + error : error + " at " + trace[0];
  }

  private Outcome refuse(RawRecord raw, Part part, String stage, DeadReason reason, String error) {
    made.clear();
    made.add(dead(raw, part, stage, reason, error));
    return Outcome.DEAD;
  }

  /** The time of receipt that the collector stated, else the time of the record in Kafka. */
  private static long received(RawRecord raw) {
    String received = raw.headerOrNull(RawHeaders.RECEIVED);
    if (received != null) {
      try {
        return Long.parseLong(received);
      } catch (NumberFormatException e) {
        return raw.timestamp * NANOS_PER_MILLI;
      }
    }
    return raw.timestamp * NANOS_PER_MILLI;
  }

  /** What the way of the line tells, where the line itself does not say otherwise. */
  private void complete(RawRecord raw) {
    setIfAbsent(EcsField.SERVICE_NAME, raw.headerOrNull(RawHeaders.SERVICE));
    setIfAbsent(EcsField.HOST_NAME, raw.headerOrNull(RawHeaders.HOST));
    setIfAbsent(EcsField.LOG_FILE_PATH, raw.headerOrNull(RawHeaders.FILE));
    vendor("logstream.transport", raw.headerOrNull(RawHeaders.TRANSPORT));
    vendor("logstream.peer", raw.headerOrNull(RawHeaders.PEER));
    vendor("logstream.region", raw.headerOrNull(RawHeaders.REGION));
    vendor("logstream.tenant", raw.headerOrNull(RawHeaders.TENANT));
    event.set(EcsField.DATA_STREAM_TYPE, "logs");
    event.set(EcsField.DATA_STREAM_NAMESPACE, "default");
    event.set(EcsField.DATA_STREAM_DATASET, event.textOrNull(EcsField.EVENT_DATASET));
    templates.apply(event);
    enricher.enrich(event);
  }

  /** What was learnt of the messages: to be kept and restored with what calls this. */
  public EventTemplates templates() {
    return templates;
  }

  private void setIfAbsent(EcsField field, String value) {
    if (value != null && !value.isEmpty() && !event.has(field)) {
      event.set(field, value);
    }
  }

  private void vendor(String path, String value) {
    if (value != null && !value.isEmpty()) {
      event.vendor(path, value);
    }
  }

  private String key(RawRecord raw) {
    String service = event.textOrNull(EcsField.SERVICE_NAME);
    if (service != null) {
      return service;
    }
    String host = event.textOrNull(EcsField.HOST_NAME);
    return host != null ? host : new String(raw.key, StandardCharsets.UTF_8);
  }

  private void derive(long millis) {
    Calls.of(event)
        .ifPresent(
            call ->
                made.add(new RoutedRecord(Topics.CALLS, edge(call), callJson.write(call), millis)));
    Flows.of(event)
        .ifPresent(
            flow ->
                made.add(
                    new RoutedRecord(
                        Topics.FLOWS, flow.source().ip(), flowJson.write(flow), millis)));
    Changes.of(event)
        .ifPresent(
            change ->
                made.add(
                    new RoutedRecord(
                        Topics.CHANGES, change.service(), changeJson.write(change), millis)));
    Payments.of(event)
        .ifPresent(
            payment ->
                made.add(
                    new RoutedRecord(
                        Topics.PAYMENTS, payment.user(), paymentJson.write(payment), millis)));
  }

  private static String edge(ServiceCall call) {
    return call.caller() + "→" + call.callee();
  }

  /** The record as it came, with the headers that say why it is here. */
  public static RoutedRecord dead(RawRecord raw, String stage, DeadReason reason, String error) {
    return dead(raw, new Part(raw.value, "", ""), stage, reason, error);
  }

  /** The record as it came, or the part of it, with the headers that say why it is here. */
  private static RoutedRecord dead(
      RawRecord raw, Part part, String stage, DeadReason reason, String error) {
    RoutedRecord dead = new RoutedRecord();
    dead.topic = Topics.LOGS_DEAD;
    dead.key = raw.key;
    dead.value = part.line;
    dead.timestamp = raw.timestamp;
    String said = error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) : error;
    if (part.line.length > LARGEST_LETTER) {
      dead.value = Arrays.copyOf(part.line, LARGEST_LETTER);
      said = "first %d of %d bytes; %s".formatted(LARGEST_LETTER, part.line.length, said);
    }
    int own = raw.headerNames.length;
    int more = part.number.isEmpty() ? 4 : 5;
    dead.headerNames = Arrays.copyOf(raw.headerNames, own + more);
    dead.headerValues = Arrays.copyOf(raw.headerValues, own + more);
    header(dead, own, DeadLetterHeaders.STAGE, stage);
    header(dead, own + 1, DeadLetterHeaders.REASON, reason.name());
    header(dead, own + 2, DeadLetterHeaders.ERROR, said);
    header(dead, own + 3, DeadLetterHeaders.ORIGIN, firstOrigin(raw));
    if (more > 4) {
      header(dead, own + 4, RawHeaders.PART, part.number);
    }
    return dead;
  }

  /** Where the record stands in Kafka, or stood when it was first refused. */
  private static String firstOrigin(RawRecord raw) {
    String first = raw.headerOrNull(DeadLetterHeaders.ORIGIN);
    return first == null ? raw.origin() : first;
  }

  private static void header(RoutedRecord record, int at, String name, String value) {
    record.headerNames[at] = name;
    record.headerValues[at] = value.getBytes(StandardCharsets.UTF_8);
  }
}
