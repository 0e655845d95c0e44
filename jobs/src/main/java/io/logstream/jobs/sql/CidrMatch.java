package io.logstream.jobs.sql;

import io.logstream.functions.enrich.CidrTable;
import io.logstream.functions.event.IpAddresses;
import org.apache.flink.table.functions.ScalarFunction;

/** {@code CIDR_MATCH(address, cidr)}: whether an IPv4 or IPv6 address lies in a network. */
public final class CidrMatch extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  public Boolean eval(String address, String cidr) {
    if (address == null || cidr == null || !IpAddresses.isAddress(address)) {
      return null;
    }
    try {
      return CidrTable.contains(cidr, address);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
