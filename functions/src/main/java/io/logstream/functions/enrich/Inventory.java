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
 * logstream.service.{name,owner,tier,runbook}}, and {@code service.{environment,version}} where the
 * line states none.
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
      address(event, EcsField.SOURCE_IP, ReferenceFields.SOURCE);
      address(event, EcsField.DESTINATION_IP, ReferenceFields.DESTINATION);
    }
    String host = byHost.isEmpty() ? null : event.textOrNull(EcsField.HOST_NAME);
    if (host != null) {
      asset(event, byHost.get(host.toLowerCase(Locale.ROOT)), ReferenceFields.HOST);
    }
    String name = services.isEmpty() ? null : event.textOrNull(EcsField.SERVICE_NAME);
    Service service = name == null ? null : services.get(name);
    if (service != null) {
      ReferenceFields.set(event, service);
    }
  }

  private void address(Event event, EcsField field, ReferenceFields fields) {
    String ip = event.textOrNull(field);
    if (ip != null) {
      asset(event, byAddress.get(IpNumber.of(ip)), fields);
    }
  }

  private static void asset(Event event, Asset asset, ReferenceFields fields) {
    if (asset != null) {
      fields.set(event, asset);
    }
  }
}
