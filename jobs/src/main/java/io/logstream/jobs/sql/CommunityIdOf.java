package io.logstream.jobs.sql;

import io.logstream.functions.enrich.CommunityId;
import io.logstream.functions.event.IpAddresses;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code COMMUNITY_ID(transport, source, source port, destination, destination port)}: the name of
 * a connection that other tools give it too, the same in both directions.
 */
public final class CommunityIdOf extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  private transient CommunityId communityId;

  @Override
  public void open(FunctionContext context) {
    communityId = new CommunityId();
  }

  public String eval(
      String transport,
      String source,
      Integer sourcePort,
      String destination,
      Integer destinationPort) {
    if (transport == null
        || source == null
        || sourcePort == null
        || destination == null
        || destinationPort == null
        || !IpAddresses.isAddress(source)
        || !IpAddresses.isAddress(destination)) {
      return null;
    }
    return communityId.of(transport, source, sourcePort, destination, destinationPort).orElse(null);
  }
}
