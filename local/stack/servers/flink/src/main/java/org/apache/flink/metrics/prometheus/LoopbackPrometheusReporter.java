package org.apache.flink.metrics.prometheus;

import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Flink's Prometheus reporter, open to this machine only. Flink's own listens on every address and
 * has no setting for it. It lives in Flink's package because the registry is visible there only.
 */
final class LoopbackPrometheusReporter extends AbstractPrometheusReporter {

  private final HTTPServer server;

  LoopbackPrometheusReporter(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      server = new HTTPServer(address, registry);
    } catch (IOException e) {
      throw new IllegalStateException("cannot offer metrics on " + address, e);
    }
  }

  @Override
  public void close() {
    server.stop();
    super.close();
  }
}
