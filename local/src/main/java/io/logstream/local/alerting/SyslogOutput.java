package io.logstream.local.alerting;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.threat.Severity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes alerts in {@link CommonEventFormat} to a syslog server: RFC 5424 over TCP with the length
 * before each message (RFC 6587). Syslog has no acknowledgement: what the system took and a server
 * that died lost is not sent again.
 */
public final class SyslogOutput implements AlertOutput {

  /** Facility local0. */
  private static final int FACILITY = 16 * 8;

  private final InetSocketAddress server;
  private final int timeoutMillis;
  private Socket socket = new Socket();

  public SyslogOutput(InetSocketAddress server, Duration timeout) {
    this.server = server;
    timeoutMillis = (int) timeout.toMillis();
  }

  @Override
  public String name() {
    return "syslog";
  }

  @Override
  public void send(AlertNotice notice) throws IOException {
    String message =
        "<%d>1 %s - logstream - alert - %s"
            .formatted(
                FACILITY + syslogSeverity(notice.severity()),
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                CommonEventFormat.of(notice));
    byte[] bytes = message.getBytes(UTF_8);
    byte[] frame = new byte[bytes.length + 12];
    byte[] length = (bytes.length + " ").getBytes(UTF_8);
    System.arraycopy(length, 0, frame, 0, length.length);
    System.arraycopy(bytes, 0, frame, length.length, bytes.length);
    try {
      connect();
      socket.getOutputStream().write(frame, 0, length.length + bytes.length);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      socket.close();
      throw new IOException("syslog: " + server + ": " + e.getMessage(), e);
    }
  }

  private void connect() throws IOException {
    if (!socket.isConnected() || socket.isClosed() || isEnded()) {
      socket.close();
      socket = new Socket();
      // Looked up anew each time: an address may have changed.
      socket.connect(
          new InetSocketAddress(server.getHostString(), server.getPort()), timeoutMillis);
      socket.setSoTimeout(1);
      socket.setKeepAlive(true);
    }
  }

  /** A server that closed its side would let one more message vanish. */
  private boolean isEnded() throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private static int syslogSeverity(Severity severity) {
    return switch (severity) {
      case LOW -> 5;
      case MEDIUM -> 4;
      case HIGH -> 3;
      case CRITICAL -> 2;
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
