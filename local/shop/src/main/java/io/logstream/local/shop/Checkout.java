package io.logstream.local.shop;

import java.io.IOException;
import java.util.Map;

/** Buys what is in a cart: reads it, reserves the goods, charges the card, empties it. */
final class Checkout extends ShopService {

  private final Downstream cart;
  private final Downstream inventory;
  private final Downstream payment;

  Checkout(ServiceSettings settings, ServiceLog log, SpanFile spans) throws IOException {
    super(settings, log, spans);
    cart = new Downstream("cart", settings.address(ShopPart.CART), "CartClient", log, spans);
    inventory =
        new Downstream(
            "inventory", settings.address(ShopPart.INVENTORY), "InventoryClient", log, spans);
    payment =
        new Downstream("payment", settings.address(ShopPart.PAYMENT), "PaymentClient", log, spans);
  }

  /** An order could not be completed. */
  static final class OrderException extends Exception {

    private static final long serialVersionUID = 1L;

    OrderException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  @Override
  Answer answer(Request request) throws Exception {
    String user = request.segment(1);
    String order = request.trace().traceId().substring(0, 12);
    try {
      cart.call("GET", "/cart/" + user, request.trace());
      inventory.call(
          "POST", "/stock/" + Math.floorMod(user.hashCode(), Catalogue.PRODUCTS), request.trace());
      payment.call(
          "POST", "/charge/" + order + "?user=" + user + "&cents=" + cents(user), request.trace());
      cart.call("DELETE", "/cart/" + user, request.trace());
    } catch (Downstream.CallFailed e) {
      throw new OrderException("order " + order + " of user " + user + " not completed", e);
    }
    log.log(
        ServiceLog.Level.INFO,
        "OrderService",
        "order " + order + " of user " + user + " completed",
        Map.of(),
        request.trace(),
        null);
    return Answer.ok(Json.object(Map.of("order", order)));
  }

  private static int cents(String user) {
    return 1990 + Math.floorMod(user.hashCode(), 200) * 50;
  }
}
