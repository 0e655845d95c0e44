package io.logstream.local.stack.servers.elasticsearch;

import java.util.Map;
import org.elasticsearch.plugins.IndexStorePlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * The store type {@value #TYPE}: young segments in memory, the others in files, as {@link
 * NearRealTimeStore} describes it.
 */
public final class NearRealTimeStorePlugin extends Plugin implements IndexStorePlugin {

  static final String TYPE = "nrt_hybridfs";

  @Override
  public Map<String, DirectoryFactory> getDirectoryFactories() {
    long budget = Runtime.getRuntime().maxMemory() / 10;
    return Map.of(TYPE, new NearRealTimeStore(budget));
  }
}
