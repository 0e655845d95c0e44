package io.logstream.functions.enrich;

import io.logstream.functions.enrich.Reference.Asset;
import io.logstream.functions.enrich.Reference.Service;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.Locale;

/** Where what is known of an asset and of a service stands in an event. */
public enum ReferenceFields {
  SOURCE("logstream.source.asset."),
  DESTINATION("logstream.destination.asset."),
  HOST("logstream.host.asset.");

  private final String name;
  private final String owner;
  private final String role;
  private final String criticality;

  ReferenceFields(String prefix) {
    name = prefix + "name";
    owner = prefix + "owner";
    role = prefix + "role";
    criticality = prefix + "criticality";
  }

  /** Whether the asset is known already. */
  public boolean isSet(Event event) {
    return event.vendorText(name).isPresent();
  }

  /** Sets what is known of an asset. */
  public void set(Event event, Asset asset) {
    event.vendor(name, asset.name());
    event.vendor(owner, asset.owner());
    event.vendor(role, asset.role());
    event.vendor(criticality, asset.criticality().name().toLowerCase(Locale.ROOT));
  }

  /** Whether the service is known already. */
  public static boolean hasService(Event event) {
    return event.vendorText("logstream.service.name").isPresent();
  }

  /** Sets what is known of a service; its environment and version where the line states none. */
  public static void set(Event event, Service service) {
    event.vendor("logstream.service.name", service.service());
    event.vendor("logstream.service.owner", service.owner());
    event.vendor("logstream.service.tier", service.tier());
    event.vendor("logstream.service.runbook", service.runbook());
    setIfAbsent(event, EcsField.SERVICE_ENVIRONMENT, service.environment());
    setIfAbsent(event, EcsField.SERVICE_VERSION, service.version());
  }

  private static void setIfAbsent(Event event, EcsField field, String value) {
    if (!event.has(field)) {
      event.set(field, value);
    }
  }
}
