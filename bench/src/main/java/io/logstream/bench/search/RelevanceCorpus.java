package io.logstream.bench.search;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * Six hours of a shop's lines with incidents in them, from a seed. Which line is worth what to
 * which query follows from how it is made: its id says so.
 */
final class RelevanceCorpus {

  static final long HOURS = 6;
  private static final long SPAN_MILLIS = HOURS * 3_600_000;
  // Symptoms begin with the cause and go on after it.
  private static final long SYMPTOMS_MILLIS = 600_000;

  /** A line of the incident itself. */
  record Decisive(String level, String type, String text, String stack) {}

  /** A kind of line that the incident causes. */
  record Symptom(String service, String level, int count, String text) {}

  /** An incident and what people type. */
  record Incident(
      String name,
      String service,
      List<Decisive> decisive,
      List<Symptom> symptoms,
      List<String> queries) {

    /** The worth of a line to this incident's queries. */
    int grade(String id) {
      return id.startsWith(name + ":decisive:") ? 3 : id.startsWith(name + ":symptom:") ? 1 : 0;
    }

    int symptomLines() {
      return symptoms.stream().mapToInt(Symptom::count).sum();
    }
  }

  /** A kind of line that is always there. */
  record Background(String service, String level, int share, String text) {}

  private final List<Incident> incidents = read("incidents.yaml", new TypeReference<>() {});
  private final List<Background> background = read("background.yaml", new TypeReference<>() {});
  private final Event event = new Event();
  private final EventJson json = new EventJson();

  private static <T> T read(String name, TypeReference<T> type) {
    try (InputStream in = RelevanceCorpus.class.getResourceAsStream("/relevance/" + name)) {
      return new ObjectMapper(new YAMLFactory()).readValue(in, type);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(name, e);
    }
  }

  List<Incident> incidents() {
    return incidents;
  }

  /** Gives each event's id and JSON; the last ends at that time. */
  void write(long lines, long end, BiConsumer<String, byte[]> to) {
    SplittableRandom random = new SplittableRandom(42);
    long shares = background.stream().mapToLong(Background::share).sum();
    for (long i = 0; i < lines; i++) {
      Background kind = pick(random.nextLong(shares));
      long at = end - random.nextLong(SPAN_MILLIS);
      String id = "background:" + i;
      to.accept(id, event(id, at, kind.service(), kind.level(), kind.text(), "", "", random));
    }
    for (int n = 0; n < incidents.size(); n++) {
      // Spread over the first five hours: nothing is found by being the newest.
      long at = end - SPAN_MILLIS + (n + 1) * (SPAN_MILLIS - 3_600_000) / incidents.size();
      write(incidents.get(n), at, random, to);
    }
  }

  private void write(
      Incident incident, long at, SplittableRandom random, BiConsumer<String, byte[]> to) {
    for (int i = 0; i < incident.decisive().size(); i++) {
      Decisive line = incident.decisive().get(i);
      String id = incident.name() + ":decisive:" + i;
      to.accept(
          id,
          event(
              id,
              at,
              incident.service(),
              line.level(),
              line.text(),
              line.type() == null ? "" : line.type(),
              line.stack() == null ? "" : line.stack(),
              random));
    }
    int number = 0;
    for (Symptom kind : incident.symptoms()) {
      for (int i = 0; i < kind.count(); i++) {
        String id = incident.name() + ":symptom:" + number++;
        long later = at + random.nextLong(SYMPTOMS_MILLIS);
        to.accept(id, event(id, later, kind.service(), kind.level(), kind.text(), "", "", random));
      }
    }
  }

  private Background pick(long point) {
    long rest = point;
    for (Background kind : background) {
      rest -= kind.share();
      if (rest < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("no background");
  }

  private byte[] event(
      String id,
      long millis,
      String service,
      String level,
      String template,
      String type,
      String stack,
      SplittableRandom random) {
    StringBuilder text = new StringBuilder(template);
    for (int at = text.indexOf("{n}"); at >= 0; at = text.indexOf("{n}")) {
      text.replace(at, at + 3, Integer.toString(random.nextInt(1, 1_000)));
    }
    event.clear();
    event
        .set(EcsField.TIMESTAMP, millis * 1_000_000)
        .set(EcsField.EVENT_CREATED, millis * 1_000_000)
        .set(EcsField.EVENT_ID, id)
        .set(EcsField.EVENT_DATASET, "relevance")
        .set(EcsField.LOG_LEVEL, level)
        .set(EcsField.LOG_TEMPLATE_ID, Integer.toHexString((service + template).hashCode()))
        .set(EcsField.MESSAGE, text.toString())
        .set(EcsField.SERVICE_NAME, service)
        .set(EcsField.HOST_NAME, service + "-" + random.nextInt(3))
        .set(EcsField.ERROR_TYPE, type)
        .set(EcsField.ERROR_STACK_TRACE, stack);
    return json.write(event);
  }
}
