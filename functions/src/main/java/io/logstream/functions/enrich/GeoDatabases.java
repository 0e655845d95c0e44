package io.logstream.functions.enrich;

import com.maxmind.db.Reader;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Says where an address is and whose network it is in, from databases in MaxMind's format (GeoLite2
 * or GeoIP2 City, Country and ASN, or another's): {@code source.geo.*}, {@code source.as.*} and the
 * destination's. Not safe for use by two threads.
 */
final class GeoDatabases implements EventEnricher, Closeable {

  private static final int KEPT = 20_000;

  /** What the databases say of an address; empty texts and negative numbers where they do not. */
  private record Place(
      String continent,
      String country,
      String countryName,
      String region,
      String regionName,
      String city,
      String location,
      long asNumber,
      String asName) {}

  private record Side(
      EcsField ip,
      EcsField continent,
      EcsField country,
      EcsField countryName,
      EcsField region,
      EcsField regionName,
      EcsField city,
      EcsField location,
      EcsField asNumber,
      EcsField asName) {}

  private static final Side[] SIDES = {
    new Side(
        EcsField.SOURCE_IP,
        EcsField.SOURCE_GEO_CONTINENT_CODE,
        EcsField.SOURCE_GEO_COUNTRY_ISO_CODE,
        EcsField.SOURCE_GEO_COUNTRY_NAME,
        EcsField.SOURCE_GEO_REGION_ISO_CODE,
        EcsField.SOURCE_GEO_REGION_NAME,
        EcsField.SOURCE_GEO_CITY_NAME,
        EcsField.SOURCE_GEO_LOCATION,
        EcsField.SOURCE_AS_NUMBER,
        EcsField.SOURCE_AS_ORGANIZATION_NAME),
    new Side(
        EcsField.DESTINATION_IP,
        EcsField.DESTINATION_GEO_CONTINENT_CODE,
        EcsField.DESTINATION_GEO_COUNTRY_ISO_CODE,
        EcsField.DESTINATION_GEO_COUNTRY_NAME,
        EcsField.DESTINATION_GEO_REGION_ISO_CODE,
        EcsField.DESTINATION_GEO_REGION_NAME,
        EcsField.DESTINATION_GEO_CITY_NAME,
        EcsField.DESTINATION_GEO_LOCATION,
        EcsField.DESTINATION_AS_NUMBER,
        EcsField.DESTINATION_AS_ORGANIZATION_NAME)
  };

  private final List<Reader> readers = new ArrayList<>();
  private final Recent<String, Place> recent = new Recent<>(KEPT, this::find);

  /**
   * Opens the files, which are mapped into memory.
   *
   * @throws IOException if one is not there or not of the format
   */
  GeoDatabases(List<String> files) throws IOException {
    for (String file : files) {
      try {
        readers.add(new Reader(new File(file)));
      } catch (IOException e) {
        throw new IOException("geo database " + file + ": " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void enrich(Event event) {
    for (Side side : SIDES) {
      String ip = event.textOrNull(side.ip());
      if (ip == null || event.has(side.country())) {
        continue;
      }
      Place place = recent.get(ip);
      event.set(side.continent(), place.continent());
      event.set(side.country(), place.country());
      event.set(side.countryName(), place.countryName());
      event.set(side.region(), place.region());
      event.set(side.regionName(), place.regionName());
      event.set(side.city(), place.city());
      event.set(side.location(), place.location());
      if (place.asNumber() >= 0 && !event.has(side.asNumber())) {
        event.set(side.asNumber(), place.asNumber());
        event.set(side.asName(), place.asName());
      }
    }
  }

  private Place find(String ip) {
    Tree city = Tree.EMPTY;
    Tree network = Tree.EMPTY;
    for (Reader reader : readers) {
      Tree found = look(reader, ip);
      if (found.has("autonomous_system_number")) {
        network = found;
      } else if (found.has("country") || found.has("registered_country")) {
        city = found;
      }
    }
    Tree country = city.has("country") ? city.at("country") : city.at("registered_country");
    Tree region = city.at("subdivisions");
    String countryCode = country.text("iso_code");
    String regionCode = region.text("iso_code");
    return new Place(
        city.at("continent").text("code"),
        countryCode,
        country.at("names").text("en"),
        regionCode.isEmpty() ? "" : countryCode + "-" + regionCode,
        region.at("names").text("en"),
        city.at("city").at("names").text("en"),
        location(city.at("location")),
        network.number("autonomous_system_number"),
        network.text("autonomous_system_organization"));
  }

  private static String location(Tree location) {
    return location.values().get("latitude") instanceof Double latitude
            && location.values().get("longitude") instanceof Double longitude
        ? String.format(Locale.ROOT, "%.4f,%.4f", latitude, longitude)
        : "";
  }

  private static Tree look(Reader reader, String ip) {
    try {
      byte[] bytes = IpNumber.of(ip).bytes();
      Map<?, ?> found = reader.get(InetAddress.getByAddress(bytes), Map.class);
      return found == null ? Tree.EMPTY : new Tree(found);
    } catch (IOException | IllegalArgumentException e) {
      // An address that this database cannot have, such as one of IPv6 in one of IPv4.
      return Tree.EMPTY;
    }
  }

  /** A database's record: maps in maps, and lists, of which the first counts. */
  private record Tree(Map<?, ?> values) {
    private static final Tree EMPTY = new Tree(Map.of());

    private boolean has(String key) {
      return values.containsKey(key);
    }

    private Tree at(String key) {
      Object value = values.get(key);
      if (value instanceof List<?> list && !list.isEmpty()) {
        value = list.get(0);
      }
      return value instanceof Map<?, ?> map ? new Tree(map) : EMPTY;
    }

    private String text(String key) {
      return values.get(key) instanceof String text ? text : "";
    }

    private long number(String key) {
      return values.get(key) instanceof Number number ? number.longValue() : -1;
    }
  }

  @Override
  public void close() throws IOException {
    for (Reader reader : readers) {
      reader.close();
    }
  }
}
