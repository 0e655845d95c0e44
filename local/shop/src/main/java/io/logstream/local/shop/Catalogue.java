package io.logstream.local.shop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Products and their prices; asks the inventory for what is in stock. */
final class Catalogue extends ShopService {

  static final int PRODUCTS = 200;

  private static final String[] ADJECTIVES = {"oak", "linen", "brass", "wool", "glass"};
  private static final String[] NOUNS = {"chair", "lamp", "rug", "table", "shelf", "clock"};

  private final Downstream inventory;
  private final boolean defective;

  Catalogue(ServiceSettings settings, ServiceLog log, SpanFile spans) throws IOException {
    super(settings, log, spans);
    defective = settings.defective();
    inventory =
        new Downstream(
            "inventory", settings.address(ShopPart.INVENTORY), "StockClient", log, spans);
  }

  @Override
  Answer answer(Request request) throws Downstream.CallFailed {
    String id = request.segment(1);
    if (id.isEmpty()) {
      return page(request);
    }
    int product = number(id);
    if (product < 0 || product >= PRODUCTS) {
      return Answer.error(404, "no product " + id);
    }
    if (defective && product % 3 == 0) {
      // The defect of the bad deploy: a list whose element is taken before it is known to be there.
      return Answer.ok("{\"discount\":" + discounts(product).get(0) + "}");
    }
    Answer stock = inventory.call("GET", "/stock/" + product, request.trace());
    Map<String, Object> fields = product(product);
    fields.put("in_stock", stock.status() == 200);
    return Answer.ok(Json.object(fields));
  }

  private Answer page(Request request) {
    List<Map<String, Object>> products = new ArrayList<>();
    int from = Math.max(0, number(request.parameter("page"))) * 20 % PRODUCTS;
    for (int i = from; i < Math.min(PRODUCTS, from + 20); i++) {
      products.add(product(i));
    }
    return Answer.ok(Json.object(Map.of("products", products)));
  }

  private static Map<String, Object> product(int id) {
    Map<String, Object> product = new LinkedHashMap<>();
    product.put("id", id);
    product.put("name", ADJECTIVES[id % ADJECTIVES.length] + " " + NOUNS[id / 7 % NOUNS.length]);
    product.put("price_cents", 990 + id * 37 % 9000);
    return product;
  }

  private static List<Integer> discounts(int product) {
    return product % 2 == 0 ? List.of() : List.of(5);
  }

  /** The number; -1 where it is none. */
  static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
