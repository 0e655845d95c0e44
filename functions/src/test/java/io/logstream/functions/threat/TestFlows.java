package io.logstream.functions.threat;

import io.logstream.functions.event.Flow;
import io.logstream.functions.event.Flow.Endpoint;
import io.logstream.functions.event.Flow.Layer;
import io.logstream.functions.event.Flow.Names;
import io.logstream.functions.event.Flow.State;
import io.logstream.functions.event.Flow.Verdict;

/** Flows for tests: a plain one, changed step by step. */
record TestFlows(Flow flow) {

  static final long SECOND = 1_000_000_000L;
  static final long HOUR = 3600 * SECOND;
  static final long START = 1_700_000_000L * SECOND;

  /** An answered TCP connection at so many seconds after {@link #START}. */
  static TestFlows connection(String source, String destination, int port, double second) {
    return of(
        Layer.CONNECTION, source, destination, port, second, "tcp", State.ESTABLISHED, Names.NONE);
  }

  static TestFlows failed(String source, String destination, int port, double second) {
    return of(
        Layer.CONNECTION, source, destination, port, second, "tcp", State.ATTEMPTED, Names.NONE);
  }

  static TestFlows udp(String source, String destination, int port, double second) {
    return of(
        Layer.CONNECTION, source, destination, port, second, "udp", State.ESTABLISHED, Names.NONE);
  }

  static TestFlows ping(String source, String destination, double second) {
    return of(Layer.CONNECTION, source, destination, 0, second, "icmp", State.UNKNOWN, Names.NONE);
  }

  static TestFlows tls(String source, String destination, String name, double second) {
    Names names = new Names("", "", "", name, "", "", "", 0, "", "ja3-of-a-browser", "");
    return of(Layer.TLS, source, destination, 443, second, "tcp", State.ESTABLISHED, names);
  }

  static TestFlows question(String source, String name, String type, String code, double second) {
    Names names = new Names(name, type, code, "", "", "", "", 0, "", "", "");
    return of(Layer.DNS, source, "10.0.0.53", 53, second, "udp", State.ESTABLISHED, names);
  }

  static TestFlows login(String source, String user, boolean isSuccess, double second) {
    Names names = new Names("", "", "", "", "", "", "", isSuccess ? 200 : 401, "", "", "");
    return of(Layer.LOGIN, source, "10.0.0.9", 22, second, "tcp", State.ESTABLISHED, names)
        .by(user);
  }

  private static TestFlows of(
      Layer layer,
      String source,
      String destination,
      int port,
      double second,
      String transport,
      State state,
      Names names) {
    long start = START + (long) (second * SECOND);
    boolean isAnswered = state == State.ESTABLISHED;
    return new TestFlows(
        new Flow(
            source + ">" + destination + ":" + port + "@" + start,
            layer,
            "",
            start,
            SECOND / 10,
            transport,
            "",
            new Endpoint(source, 40_000, 300, 4),
            new Endpoint(destination, port, isAnswered ? 900 : 0, isAnswered ? 4 : 0),
            Verdict.UNKNOWN,
            state,
            names,
            "",
            "test"));
  }

  TestFlows by(String user) {
    return with(
        flow.service(), flow.duration(), flow.verdict(), user, flow.source(), flow.destination());
  }

  TestFlows denied() {
    return with(
        flow.service(),
        flow.duration(),
        Verdict.DENIED,
        flow.user(),
        flow.source(),
        flow.destination());
  }

  TestFlows speaking(String service) {
    return with(
        service, flow.duration(), flow.verdict(), flow.user(), flow.source(), flow.destination());
  }

  TestFlows lasting(double hours) {
    long duration = (long) (hours * HOUR);
    return with(
        flow.service(), duration, flow.verdict(), flow.user(), flow.source(), flow.destination());
  }

  TestFlows carrying(long sent, long received) {
    Endpoint source = flow.source();
    Endpoint destination = flow.destination();
    return with(
        flow.service(),
        flow.duration(),
        flow.verdict(),
        flow.user(),
        new Endpoint(source.ip(), source.port(), sent, source.packets()),
        new Endpoint(destination.ip(), destination.port(), received, destination.packets()));
  }

  private TestFlows with(
      String service,
      long duration,
      Verdict verdict,
      String user,
      Endpoint source,
      Endpoint destination) {
    return new TestFlows(
        new Flow(
            flow.id(),
            flow.layer(),
            flow.connection(),
            flow.start(),
            duration,
            flow.transport(),
            service,
            source,
            destination,
            verdict,
            flow.state(),
            flow.names(),
            user,
            flow.observer()));
  }
}
