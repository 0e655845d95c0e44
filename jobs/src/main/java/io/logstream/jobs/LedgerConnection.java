package io.logstream.jobs;

import java.io.Serializable;
import java.time.Duration;
import org.postgresql.xa.PGXADataSource;

/** How the ledger in PostgreSQL is reached. */
record LedgerConnection(String url) implements Serializable {

  /**
   * An entry whose key an unfinished transaction holds waits no longer: the try fails, and what it
   * waited for is rolled back when the next begins.
   */
  private static final Duration LOCK_WAIT = Duration.ofSeconds(15);

  PGXADataSource open() {
    PGXADataSource source = new PGXADataSource();
    source.setUrl(url);
    // One statement a batch, not one an entry.
    source.setReWriteBatchedInserts(true);
    source.setOptions("-c lock_timeout=" + LOCK_WAIT.toMillis());
    return source;
  }
}
