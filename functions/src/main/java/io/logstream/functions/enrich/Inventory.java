package io.logstream.functions.enrich;

import io.logstream.functions.control.ControlView;
import io.logstream.functions.enrich.Reference.Asset;
import io.logstream.functions.enrich.Reference.Service;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Adds what the asset inventory and the service catalogue know: {@code
 * logstream.{source,destination,host}.asset.{name,owner,role,criticality}}, {@code
 * logstream.service.{owner,tier,runbook}}, and {@code service.{environment,version}} where the line
 * states none.
 */
final class Inventory implements EventEnricher {

  private final CidrTable<Asset> byAddress = new CidrTable<>();
  private final Map<String, Asset> byHost = new HashMap<>();
  private final Map<String, Service> services = new HashMap<>();

  /** As the rows in force have it. */
  Inventory(ControlView control) {
    for (Asset asset : control.rows(Reference.ASSETS)) {
      if (!asset.address().isEmpty()) {
        byAddress.put(asset.address(), asset);
      }
      if (!asset.host().isEmpty()) {
        byHost.put(asset.host(), asset);
      }
    }
    for (Service service : control.rows(Reference.SERVICES)) {
      services.put(service.service(), service);
    }
  }

  @Override
  public void enrich(Event event) {
    if (!byAddress.isEmpty()) {
      address(event, EcsField.SOURCE_IP, "logstream.source.asset.");
      address(event, EcsField.DESTINATION_IP, "logstream.destination.asset.");
    }
    String host = byHost.isEmpty() ? null : event.textOrNull(EcsField.HOST_NAME);
    if (host != null) {
      asset(event, byHost.get(host.toLowerCase(Locale.ROOT)), "logstream.host.asset.");
    }
    String name = services.isEmpty() ? null : event.textOrNull(EcsField.SERVICE_NAME);
    Service service = name == null ? null : services.get(name);
    if (service != null) {
      event.vendor("logstream.service.owner", service.owner());
      event.vendor("logstream.service.tier", service.tier());
      event.vendor("logstream.service.runbook", service.runbook());
      setIfAbsent(event, EcsField.SERVICE_ENVIRONMENT, service.environment());
      setIfAbsent(event, EcsField.SERVICE_VERSION, service.version());
    }
  }

  private void address(Event event, EcsField field, String prefix) {
    String ip = event.textOrNull(field);
    if (ip != null) {
      asset(event, byAddress.get(IpNumber.of(ip)), prefix);
    }
  }

  private static void asset(Event event, Asset asset, String prefix) {
    if (asset != null) {
      event.vendor(prefix + "name", asset.name());
      event.vendor(prefix + "owner", asset.owner());
      event.vendor(prefix + "role", asset.role());
      event.vendor(prefix + "criticality", asset.criticality().name().toLowerCase(Locale.ROOT));
    }
  }

  private static void setIfAbsent(Event event, EcsField field, String value) {
    if (!event.has(field)) {
      event.set(field, value);
    }
  }
}
