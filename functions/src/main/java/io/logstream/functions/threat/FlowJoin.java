package io.logstream.functions.threat;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.event.Flow.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings the records of one connection together: its transactions get the connection's bytes and
 * packets, and each record the first names that the others carried where it has none itself.
 * Nothing is merged, so that each record keeps its event id.
 */
public final class FlowJoin {

  private FlowJoin() {}

  /**
   * The same records, joined.
   *
   * @param records of one connection, in any order; at most one of {@link Layer#CONNECTION} is used
   */
  public static List<Flow> join(List<Flow> records) {
    if (records.size() < 2) {
      return records;
    }
    Flow connection = null;
    Names names = Names.NONE;
    for (Flow record : records) {
      if (record.layer() == Layer.CONNECTION) {
        connection = record;
      } else {
        names = complete(names, record.names());
      }
    }
    if (connection == null) {
      return records;
    }
    List<Flow> joined = new ArrayList<>(records.size());
    for (Flow record : records) {
      joined.add(
          record.layer() == Layer.CONNECTION
              ? record.with(
                  record.source(),
                  record.destination(),
                  record.state(),
                  complete(record.names(), names))
              : record.with(
                  connection.source(),
                  connection.destination(),
                  connection.state(),
                  complete(record.names(), names)));
    }
    return joined;
  }

  private static Names complete(Names names, Names more) {
    return new Names(
        either(names.question(), more.question()),
        either(names.questionType(), more.questionType()),
        either(names.responseCode(), more.responseCode()),
        either(names.serverName(), more.serverName()),
        either(names.host(), more.host()),
        either(names.url(), more.url()),
        either(names.method(), more.method()),
        names.status() != 0 ? names.status() : more.status(),
        either(names.userAgent(), more.userAgent()),
        either(names.ja3(), more.ja3()),
        either(names.hash(), more.hash()));
  }

  private static String either(String one, String other) {
    return one.isEmpty() ? other : one;
  }
}
