package io.logstream.local.alerting;

import java.io.IOException;

/** Where alerts are told. Used by one thread. */
public interface AlertOutput extends AutoCloseable {

  /** Its name, of which its consumer group is made. */
  String name();

  /**
   * Tells an alert. May be called again with the same one.
   *
   * @throws RefusedException if the receiver will not take this alert, however often
   * @throws IOException if it did not arrive, and may when it is sent again
   */
  void send(AlertNotice notice) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;

  /** The receiver is well and says no to this alert. */
  final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }
}
