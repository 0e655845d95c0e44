package io.logstream.functions.search;

import io.logstream.functions.control.Columns;
import io.logstream.functions.control.ControlKind;
import io.logstream.functions.control.ControlTable;
import io.logstream.functions.control.InvalidRowException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How many days of a data set's events stay in the index: a row of kind {@code retention}. Columns:
 * {@code datasets}, values of {@code event.dataset}, all that no other rule names where it is
 * absent; {@code days}, 1 to 3650: today and as many before it. An index that no rule is of stays.
 */
public record Retention(String id, Set<String> datasets, long days) {

  /** How rules are read. */
  public static final ControlTable<Retention> TABLE =
      new ControlTable<>(ControlKind.RETENTION, Retention::read);

  private static final long MOST_DAYS = 3_650;

  static Retention read(Columns row) throws InvalidRowException {
    return new Retention(
        row.id(), Set.copyOf(row.texts("datasets")), row.whole("days", 1, MOST_DAYS));
  }

  /**
   * The indices that no rule keeps any longer. Of rules that name the same data set, the one that
   * keeps it longest holds.
   */
  static List<String> outlived(
      Collection<String> indices, Collection<Retention> rules, LocalDate today) {
    List<String> outlived = new ArrayList<>();
    for (String name : indices) {
      Optional<IndexNames.Parts> parts = IndexNames.parts(name);
      if (parts.isEmpty()) {
        continue;
      }
      long days = days(parts.get().dataset(), rules);
      if (days > 0 && parts.get().day().isBefore(today.minusDays(days))) {
        outlived.add(name);
      }
    }
    return outlived;
  }

  /** How many of them stay; 0 where no rule says so. */
  private static long days(String dataset, Collection<Retention> rules) {
    long named = 0;
    long others = 0;
    for (Retention rule : rules) {
      if (rule.datasets.isEmpty()) {
        others = Math.max(others, rule.days);
      } else if (rule.datasets.stream().map(IndexNames::safe).anyMatch(dataset::equals)) {
        named = Math.max(named, rule.days);
      }
    }
    return named > 0 ? named : others;
  }
}
