package io.logstream.jobs.sql;

import io.logstream.functions.enrich.Domains;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code REGISTERED_DOMAIN(name)}: the part of a host name that somebody registered, by the public
 * suffix list; {@code www.example.co.uk} gives {@code example.co.uk}.
 */
public final class RegisteredDomain extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  public String eval(String name) {
    String registered = name == null ? "" : Domains.registered(name);
    return registered.isEmpty() ? null : registered;
  }
}
