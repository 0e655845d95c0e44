package io.logstream.functions.enrich;

import io.logstream.functions.control.Columns;
import io.logstream.functions.control.ControlKind;
import io.logstream.functions.control.ControlTable;
import io.logstream.functions.control.ControlView;
import io.logstream.functions.control.InvalidRowException;
import java.util.List;
import java.util.Locale;

/** The reference tables that enrichment reads from {@code control.reference}. */
public final class Reference {

  private Reference() {}

  /** How much harm the loss of a thing does. */
  public enum Criticality {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
  }

  /**
   * An asset: a machine or a network of them. Columns: {@code name}, {@code address} (an IP address
   * or a CIDR block) or {@code host} or both, {@code owner}, {@code role}, {@code criticality}
   * (low, medium, high, critical; medium by default).
   */
  public record Asset(
      String name,
      String address,
      String host,
      String owner,
      String role,
      Criticality criticality) {

    static Asset read(Columns row) throws InvalidRowException {
      String address = row.textOr("address", "");
      String host = row.textOr("host", "").toLowerCase(Locale.ROOT);
      if (address.isEmpty() && host.isEmpty()) {
        throw row.expected("address", "an address, a network or a host");
      }
      if (!address.isEmpty() && !CidrTable.isCidr(address)) {
        throw row.expected("address", "an IP address or a network such as 10.1.0.0/16");
      }
      return new Asset(
          row.textOr("name", host.isEmpty() ? row.id() : host),
          address,
          host,
          row.textOr("owner", ""),
          row.textOr("role", ""),
          row.oneOf("criticality", Criticality.class, Criticality.MEDIUM));
    }
  }

  /**
   * A service of the catalogue. Columns: {@code service} (the id by default), {@code owner}, {@code
   * tier}, {@code environment}, {@code version}, {@code runbook}.
   */
  public record Service(
      String service,
      String owner,
      String tier,
      String environment,
      String version,
      String runbook) {

    static Service read(Columns row) throws InvalidRowException {
      return new Service(
          row.textOr("service", row.id()),
          row.textOr("owner", ""),
          row.textOr("tier", ""),
          row.textOr("environment", ""),
          row.textOr("version", ""),
          row.textOr("runbook", ""));
    }
  }

  /** A network of one's own. Columns: {@code cidr}, {@code name} (the id by default). */
  public record Network(String cidr, String name) {

    static Network read(Columns row) throws InvalidRowException {
      String cidr = row.text("cidr");
      if (!CidrTable.isCidr(cidr)) {
        throw row.expected("cidr", "a network such as 10.1.0.0/16");
      }
      return new Network(cidr, row.textOr("name", row.id()));
    }
  }

  /** How assets are read. */
  public static final ControlTable<Asset> ASSETS =
      new ControlTable<>(ControlKind.ASSET, Asset::read);

  /** How the catalogue is read. */
  public static final ControlTable<Service> SERVICES =
      new ControlTable<>(ControlKind.SERVICE, Service::read);

  /** How networks are read. */
  public static final ControlTable<Network> NETWORKS =
      new ControlTable<>(ControlKind.NETWORK, Network::read);

  /** All of them, for a {@link ControlView}. */
  public static final List<ControlTable<?>> TABLES = List.of(ASSETS, SERVICES, NETWORKS);
}
