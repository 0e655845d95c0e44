package io.logstream.functions.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.logstream.functions.event.Payment;
import io.logstream.functions.event.RideEventJson;
import io.logstream.functions.event.ServiceCall;
import io.logstream.functions.event.ServiceCallJson;
import io.logstream.functions.event.Topics;
import io.logstream.functions.payment.Outcome;
import io.logstream.functions.payment.RefusalJson;
import io.logstream.functions.payment.Settlement;
import io.logstream.functions.payment.SettlementJson;
import io.logstream.functions.route.RawRecord;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is measured of a record, by its topic. The record's time is the event's. */
public final class Measures {

  /** The topics that are measured. */
  public static final List<String> TOPICS =
      List.of(
          Topics.LOGS,
          Topics.LOGS_DEAD,
          Topics.CALLS,
          Topics.FLOWS,
          Topics.CHANGES,
          Topics.ALERTS,
          Topics.INCIDENTS,
          Topics.RIDES,
          Topics.PAYMENTS_SETTLED,
          Topics.PAYMENTS_REFUSED);

  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> ERRORS =
      Set.of("error", "critical", "fatal", "alert", "emergency");
  private static final int LONGEST_LABEL = 160;

  private Measures() {}

  /** Takes what is measured. */
  public interface To {
    /** So much of it in the record's second. */
    void add(Metric metric, String label, long amount);
  }

  /**
   * Measures a record.
   *
   * @throws IOException if it is not what its topic holds
   */
  public static void of(RawRecord record, To to) throws IOException {
    switch (record.topic) {
      case Topics.LOGS -> log(record.value, to);
      case Topics.LOGS_DEAD -> to.add(Metric.DEAD, "", 1);
      case Topics.CALLS -> call(ServiceCallJson.read(record.value), to);
      case Topics.FLOWS -> to.add(Metric.FLOWS, "", 1);
      case Topics.CHANGES -> to.add(Metric.CHANGES, "", 1);
      case Topics.ALERTS -> to.add(Metric.ALERTS, "", 1);
      case Topics.INCIDENTS -> to.add(Metric.INCIDENTS, "", 1);
      case Topics.RIDES -> to.add(Metric.RIDES, lower(RideEventJson.read(record.value).phase()), 1);
      case Topics.PAYMENTS_SETTLED -> settled(SettlementJson.read(record.value), to);
      case Topics.PAYMENTS_REFUSED -> refused(RefusalJson.read(record.value).reason(), to);
      default -> throw new IOException("live: expected one of " + TOPICS);
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void refused(Outcome reason, To to) {
    to.add(Metric.PAYMENTS_REFUSED, lower(reason), 1);
  }

  private static void settled(Settlement settlement, To to) {
    to.add(Metric.PAYMENTS_SETTLED, "", 1);
    if (settlement.kind() == Payment.Kind.CHARGE) {
      to.add(Metric.PAYMENTS_VOLUME, settlement.currency(), settlement.amount());
      to.add(Metric.PAYMENTS_REVENUE, settlement.currency(), settlement.fee());
    }
  }

  private static void call(ServiceCall call, To to) {
    // A call that both sides report is one call: the callee's report counts, or the caller's of
    // what reports nothing itself.
    if (call.side() == ServiceCall.Side.CLIENT && call.kind() == ServiceCall.Kind.SERVICE) {
      return;
    }
    to.add(Metric.CALLS, "", 1);
    if (call.failed()) {
      to.add(Metric.CALLS_FAILED, "", 1);
    }
    if (call.duration() >= 0) {
      String bucket = Integer.toString(Buckets.of(call.duration() / 1_000));
      to.add(Metric.CALL_DURATION, bucket, 1);
    }
  }

  private static void log(byte[] value, To to) throws IOException {
    String level = "";
    String service = "";
    String template = "";
    try (JsonParser json = JSON.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("live: expected an event");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() != JsonToken.START_OBJECT) {
          json.skipChildren();
        } else if (name.equals("log")) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken token = json.nextToken();
            if (field.equals("level") && token == JsonToken.VALUE_STRING) {
              level = json.getText();
            } else if (field.equals("template") && token == JsonToken.START_OBJECT) {
              template = template(json);
            } else {
              json.skipChildren();
            }
          }
        } else if (name.equals("service")) {
          service = text(json, "name");
        } else {
          json.skipChildren();
        }
      }
    }
    to.add(Metric.LOGS, "", 1);
    boolean isError = ERRORS.contains(level);
    if (isError) {
      to.add(Metric.LOG_ERRORS, "", 1);
    }
    if (!service.isEmpty()) {
      to.add(Metric.LOGS_BY_SERVICE, label(service), 1);
      if (isError) {
        to.add(Metric.LOG_ERRORS_BY_SERVICE, label(service), 1);
      }
    }
    if (!template.isBlank()) {
      to.add(Metric.LOGS_BY_TEMPLATE, label(template), 1);
    }
  }

  /** The template's id, which a search finds it by, a space, and its text. */
  private static String template(JsonParser json) throws IOException {
    String id = "";
    String text = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken token = json.nextToken();
      if (token == JsonToken.VALUE_STRING && field.equals("id")) {
        id = json.getText();
      } else if (token == JsonToken.VALUE_STRING && field.equals("text")) {
        text = json.getText();
      } else {
        json.skipChildren();
      }
    }
    return id + ' ' + text;
  }

  private static String text(JsonParser json, String wanted) throws IOException {
    String found = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING && field.equals(wanted)) {
        found = json.getText();
      } else {
        json.skipChildren();
      }
    }
    return found;
  }

  private static String label(String text) {
    return text.length() <= LONGEST_LABEL ? text : text.substring(0, LONGEST_LABEL);
  }
}
