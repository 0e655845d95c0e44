package io.logstream.local.shop;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The shop's front door: a proxy that passes each request to the service of its first segment. */
final class Gateway extends ShopService {

  private static final String HOST = "shop.example";

  private final Map<String, Downstream> routes;
  private final Map<String, ServiceLog.Upstream> passed = new ConcurrentHashMap<>();

  Gateway(ServiceSettings settings, ServiceLog log, SpanFile spans) throws IOException {
    super(settings, log, spans);
    routes =
        Map.of(
            "products", route(ShopPart.CATALOGUE, settings, spans),
            "cart", route(ShopPart.CART, settings, spans),
            "checkout", route(ShopPart.CHECKOUT, settings, spans));
  }

  private Downstream route(ShopPart part, ServiceSettings settings, SpanFile spans) {
    return new Downstream(part.service(), settings.address(part), "proxy", new Silent(), spans);
  }

  @Override
  Answer answer(Request request) throws Downstream.CallFailed {
    Downstream route = routes.get(request.segment(0));
    if (route == null) {
      return Answer.error(404, "no such page");
    }
    long started = System.nanoTime();
    int status = 0;
    try {
      Answer answer = route.call(request.method(), request.target(), request.trace());
      status = answer.status();
      return answer;
    } catch (Downstream.CallFailed e) {
      status = e.status();
      if (!e.answered()) {
        logFailure(request, route, status);
      }
      return Answer.error(status, "upstream failed");
    } finally {
      passed.put(
          request.trace().spanId(),
          new ServiceLog.Upstream(route.address(), status, (System.nanoTime() - started) / 1000));
    }
  }

  /** A proxy passes an answer on, whatever it says; only where none came has it an error to log. */
  private void logFailure(Request request, Downstream route, int status) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("client", request.client());
    fields.put("server", HOST);
    fields.put("request", "\"" + request.method() + " " + request.target() + " HTTP/1.1\"");
    fields.put("upstream", "\"http://" + route.address() + request.target() + "\"");
    fields.put("host", "\"" + HOST + "\"");
    log.log(
        ServiceLog.Level.ERROR,
        "proxy",
        status == 504
            ? "upstream timed out (110: Connection timed out) while reading response header from"
                + " upstream"
            : "connect() failed (111: Connection refused) while connecting to upstream",
        fields,
        request.trace(),
        null);
  }

  @Override
  ServiceLog.Upstream upstream(Request request) {
    return passed.remove(request.trace().spanId());
  }

  /** A proxy's calls stand in its access log; it has no other line for them. */
  private static final class Silent implements ServiceLog {

    @Override
    public void log(
        Level level,
        String part,
        String message,
        Map<String, Object> fields,
        TraceContext trace,
        Throwable thrown) {}

    @Override
    public void access(Request request, Answer answer, long micros, Upstream upstream) {}

    @Override
    public void close() {}
  }
}
