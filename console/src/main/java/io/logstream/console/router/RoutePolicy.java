package io.logstream.console.router;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Which regions a request is tried at, in order. A request of nobody in particular goes to the
 * nearest region that is in. One of a user goes to the user's home, a function of the name and the
 * regions alone, and elsewhere only while home is out: what one user does stays in order. One that
 * only home can answer goes there or nowhere. With all regions out all are tried: they may be
 * better than they look. Safe for use by several threads.
 */
final class RoutePolicy {

  /** Where a request may go. */
  enum Affinity {
    /** To any region. */
    NEAREST,
    /** Home while it is in. */
    HOME_FIRST,
    /** Home: the others do not have what it is about. */
    HOME_ONLY
  }

  private final Map<String, RegionHealth> regions = new LinkedHashMap<>();

  /**
   * All regions are in.
   *
   * @param nearestFirst their names
   */
  RoutePolicy(List<String> nearestFirst, RegionHealth.Hysteresis hysteresis) {
    nearestFirst.forEach(name -> regions.put(name, new RegionHealth(hysteresis)));
  }

  /**
   * Takes notice of a probe, or of a request that failed; true if the region went out or came back.
   */
  synchronized boolean note(String region, boolean succeeded, long nowMillis) {
    return regions.get(region).note(succeeded, nowMillis);
  }

  /**
   * The regions to try, in order; never empty.
   *
   * @param user whose request it is; of no account for {@link Affinity#NEAREST}
   */
  synchronized List<String> regionsFor(Affinity affinity, String user) {
    List<String> all = affinity == Affinity.NEAREST ? nearestFirst() : homeFirst(user);
    if (affinity == Affinity.HOME_ONLY) {
      return all.subList(0, 1);
    }
    List<String> in = all.stream().filter(name -> regions.get(name).isIn()).toList();
    return in.isEmpty() ? all : in;
  }

  /** Whether each region is in, the nearest first. */
  synchronized Map<String, Boolean> areIn() {
    Map<String, Boolean> areIn = new LinkedHashMap<>();
    regions.forEach((name, health) -> areIn.put(name, health.isIn()));
    return areIn;
  }

  private List<String> nearestFirst() {
    return new ArrayList<>(regions.keySet());
  }

  /**
   * Highest random weight (Thaler, Ravishankar 1998): each region has a weight for each user, and
   * one region more or less moves only the users that it gains or loses.
   */
  private List<String> homeFirst(String user) {
    Map<String, Long> weights = new TreeMap<>();
    regions.keySet().forEach(name -> weights.put(name, weight(user, name)));
    return weights.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static long weight(String user, String region) {
    CRC32 crc = new CRC32();
    crc.update((region + '\n' + user).getBytes(StandardCharsets.UTF_8));
    // The last step of SplittableRandom, for CRCs of like texts are alike.
    long mixed = crc.getValue() * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    return mixed ^ mixed >>> 31;
  }
}
