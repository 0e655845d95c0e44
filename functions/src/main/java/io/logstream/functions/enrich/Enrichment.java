package io.logstream.functions.enrich;

import io.logstream.functions.control.ControlView;
import io.logstream.functions.enrich.Reference.Network;
import io.logstream.functions.enrich.directory.Inventories;
import io.logstream.functions.event.Event;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * All steps of enrichment, with the reference tables as they stand. Not safe for use by two
 * threads.
 *
 * <p>The tables are made anew when the control rows have changed, before the next event: thousands
 * of rows cost milliseconds, once.
 */
public final class Enrichment implements EventEnricher, Closeable {

  /**
   * What is configured.
   *
   * @param networks one's own networks, CIDR blocks; private ones where empty
   * @param geoDatabases files in MaxMind's format; none where empty
   * @param inventory JDBC address of the inventory's database; none where empty
   * @param inventoryCache address of the Redis in front of it; none where empty
   */
  public record Options(
      List<String> networks, List<String> geoDatabases, String inventory, String inventoryCache)
      implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Private networks, no database. */
    public static final Options DEFAULT = new Options(List.of(), List.of(), "", "");

    /** Without an inventory in a database. */
    public Options(List<String> networks, List<String> geoDatabases) {
      this(networks, geoDatabases, "", "");
    }

    /** Checks the networks. */
    public Options {
      networks = List.copyOf(networks);
      geoDatabases = List.copyOf(geoDatabases);
      Networks.table(networks);
      if (inventory.isEmpty() && !inventoryCache.isEmpty()) {
        throw new IllegalArgumentException(
            "inventory-cache: expected an inventory behind it, found none");
      }
    }
  }

  private final Options options;
  private final ControlView control;
  private final CommunityId communityId = new CommunityId();
  private final Domains domains = new Domains();
  private final UserAgents userAgents = new UserAgents();
  private final GeoDatabases geo;
  private final Optional<Inventories> inventories;

  private long seen = -1;
  private Networks networks;
  private Inventory inventory;

  /**
   * Opens what is configured.
   *
   * @param control the rows of {@link Reference#TABLES} in force
   * @throws IOException if a database cannot be read
   */
  public Enrichment(Options options, ControlView control) throws IOException {
    this.options = options;
    this.control = control;
    this.geo = new GeoDatabases(options.geoDatabases());
    this.inventories =
        options.inventory().isEmpty()
            ? Optional.empty()
            : Optional.of(Inventories.open(options.inventory(), options.inventoryCache()));
  }

  @Override
  public void enrich(Event event) {
    if (seen != control.changes()) {
      rebuild();
    }
    networks.enrich(event);
    communityId.enrich(event);
    geo.enrich(event);
    domains.enrich(event);
    userAgents.enrich(event);
    inventory.enrich(event);
    if (inventories.isPresent()) {
      inventories.get().enricher().enrich(event);
    }
  }

  /** The database that is asked; empty where none is configured. */
  public Optional<Inventories> inventories() {
    return inventories;
  }

  private void rebuild() {
    seen = control.changes();
    CidrTable<String> table =
        Networks.table(options.networks().isEmpty() ? Networks.PRIVATE : options.networks());
    for (Network network : control.rows(Reference.NETWORKS)) {
      table.put(network.cidr(), network.name());
    }
    networks = new Networks(table);
    inventory = new Inventory(control);
  }

  @Override
  public void close() throws IOException {
    inventories.ifPresent(Inventories::close);
    geo.close();
  }
}
