package io.logstream.local.shop;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What each shopper wants to buy: {@code POST /cart/USER?product=ID}, {@code GET /cart/USER}. */
final class Cart extends ShopService {

  private static final int MOST_USERS = 10_000;

  private final Map<String, List<String>> carts = new ConcurrentHashMap<>();
  private final Downstream catalogue;
  private final Downstream inventory;
  private final boolean stockCheck;

  Cart(ServiceSettings settings, ServiceLog log, SpanFile spans) throws IOException {
    super(settings, log, spans);
    stockCheck = settings.stockCheck();
    catalogue =
        new Downstream(
            "catalogue",
            settings.address(ShopPart.CATALOGUE),
            "catalogue/client.go:52",
            log,
            spans);
    inventory =
        new Downstream(
            "inventory",
            settings.address(ShopPart.INVENTORY),
            "inventory/client.go:48",
            log,
            spans);
  }

  @Override
  Answer answer(Request request) throws Downstream.CallFailed {
    String user = request.segment(1);
    if (user.isEmpty()) {
      return Answer.error(400, "expected /cart/USER");
    }
    switch (request.method()) {
      case "POST" -> {
        String product = request.parameter("product");
        Answer known = catalogue.call("GET", "/products/" + product, request.trace());
        if (known.status() != 200) {
          return Answer.error(404, "no product " + product);
        }
        if (stockCheck) {
          inventory.call("GET", "/stock/" + product, request.trace());
        }
        if (carts.size() > MOST_USERS) {
          carts.clear();
        }
        carts.computeIfAbsent(user, u -> new CopyOnWriteArrayList<>()).add(product);
        return Answer.ok(Json.object(Map.of("items", carts.getOrDefault(user, List.of()).size())));
      }
      case "DELETE" -> {
        carts.remove(user);
        return Answer.ok("{}");
      }
      default -> {
        return Answer.ok(Json.object(Map.of("items", carts.getOrDefault(user, List.of()))));
      }
    }
  }
}
