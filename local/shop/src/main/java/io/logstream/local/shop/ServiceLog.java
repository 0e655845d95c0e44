package io.logstream.local.shop;

import java.util.Map;

/** A service's own log, in the form that such a service has. */
interface ServiceLog extends AutoCloseable {

  /** How grave a line is. */
  enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /**
   * Writes a line, or several where it has a stack trace.
   *
   * @param part the part of the service that speaks, such as {@code PaymentClient}
   * @param fields shown as fields where the form has such, else within the message
   * @param thrown null where nothing was thrown
   */
  void log(
      Level level,
      String part,
      String message,
      Map<String, Object> fields,
      TraceContext trace,
      Throwable thrown);

  /** A request was answered. */
  void access(Request request, Answer answer, long micros, Upstream upstream);

  /** The service that a proxy passed the request to; null where there is none. */
  record Upstream(String address, int status, long micros) {}

  @Override
  void close();
}
