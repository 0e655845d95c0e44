package io.logstream.functions.enrich.directory;

import io.logstream.functions.enrich.EventEnricher;
import io.logstream.functions.enrich.Reference;
import io.logstream.functions.enrich.Reference.Asset;
import io.logstream.functions.enrich.Reference.Service;
import io.logstream.functions.enrich.ReferenceFields;
import io.logstream.functions.enrich.directory.Directory.Key;
import io.logstream.functions.enrich.directory.Directory.Kind;
import io.logstream.functions.enrich.directory.DirectoryCache.Answer;
import io.logstream.functions.enrich.directory.DirectoryCache.Limits;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.Locale;

/**
 * Adds what the directory knows of an event's host, service and own addresses, where the rows of
 * {@code control.reference} did not. An event for which the directory could not tell in time goes
 * on with tag {@value #UNENRICHED}. Not safe for use by two threads.
 */
public final class DirectoryEnricher implements EventEnricher {

  /** The tag of an event that the directory would have been asked for, and could not tell. */
  public static final String UNENRICHED = "unenriched";

  private final DirectoryCache<Asset> assets;
  private final DirectoryCache<Service> services;
  private long enriched;
  private long unenriched;
  private boolean isUnknown;

  public DirectoryEnricher(Directory directory) {
    assets = new DirectoryCache<>(directory, Reference.ASSETS, Limits.DEFAULT, System::nanoTime);
    services =
        new DirectoryCache<>(directory, Reference.SERVICES, Limits.DEFAULT, System::nanoTime);
  }

  @Override
  public void enrich(Event event) {
    isUnknown = false;
    String host = event.textOrNull(EcsField.HOST_NAME);
    if (host != null) {
      asset(event, Kind.ASSET_OF_HOST, host.toLowerCase(Locale.ROOT), ReferenceFields.HOST);
    }
    // The inventory is of what is one's own; the addresses of the whole Internet would drown it.
    if (event.has(EcsField.SOURCE_IP) && isOwn(event, ReferenceFields.SOURCE)) {
      asset(
          event,
          Kind.ASSET_OF_ADDRESS,
          event.textOrNull(EcsField.SOURCE_IP),
          ReferenceFields.SOURCE);
    }
    if (event.has(EcsField.DESTINATION_IP) && isOwn(event, ReferenceFields.DESTINATION)) {
      asset(
          event,
          Kind.ASSET_OF_ADDRESS,
          event.textOrNull(EcsField.DESTINATION_IP),
          ReferenceFields.DESTINATION);
    }
    String service = event.textOrNull(EcsField.SERVICE_NAME);
    if (service != null && !ReferenceFields.hasService(event)) {
      Answer<Service> answer = services.get(new Key(Kind.SERVICE, service));
      isUnknown |= answer instanceof Answer.Unknown<Service>;
      if (answer instanceof Answer.Known<Service> known) {
        ReferenceFields.set(event, known.row());
      }
    }
    if (isUnknown) {
      event.add(EcsField.TAGS, UNENRICHED);
      unenriched++;
    } else {
      enriched++;
    }
  }

  private void asset(Event event, Kind kind, String text, ReferenceFields fields) {
    if (fields.isSet(event)) {
      return;
    }
    Answer<Asset> answer = assets.get(new Key(kind, text));
    isUnknown |= answer instanceof Answer.Unknown<Asset>;
    if (answer instanceof Answer.Known<Asset> known) {
      fields.set(event, known.row());
    }
  }

  private static boolean isOwn(Event event, ReferenceFields fields) {
    String direction = event.textOrNull(EcsField.NETWORK_DIRECTION);
    return direction == null
        || direction.equals("internal")
        || direction.equals(fields == ReferenceFields.SOURCE ? "outbound" : "inbound");
  }

  /** Events for which all that was asked was answered. */
  public long enriched() {
    return enriched;
  }

  /** Events that went on without an answer. */
  public long unenriched() {
    return unenriched;
  }

  /** Answers that did not come. */
  public long failures() {
    return assets.failures() + services.failures();
  }

  /** Rows that are not as the columns ask. */
  public long malformed() {
    return assets.malformed() + services.malformed();
  }
}
