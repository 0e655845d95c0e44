package io.logstream.console.region;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Whether a region's Kafka answers. */
final class Brokers {

  private static final int LIMIT_MS = 2_000;

  private final Admin admin;

  Brokers(String addresses) {
    admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                addresses,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                LIMIT_MS / 2,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                LIMIT_MS));
  }

  boolean answer() {
    try {
      return !admin.describeCluster().nodes().get(LIMIT_MS, TimeUnit.MILLISECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
