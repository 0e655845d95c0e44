package io.logstream.local.shop;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Charges cards. One in fifty is declined, which is an outcome and no error. */
final class Payment extends ShopService {

  private static final int DECLINED_PERCENT = 2;

  Payment(ServiceSettings settings, ServiceLog log, SpanFile spans) throws IOException {
    super(settings, log, spans);
  }

  @Override
  Answer answer(Request request) throws InterruptedException {
    // The card network's time.
    Thread.sleep(ThreadLocalRandom.current().nextInt(5, 25));
    boolean declined = ThreadLocalRandom.current().nextInt(100) < DECLINED_PERCENT;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("payment_id", "pay-" + request.segment(1));
    fields.put("user_id", request.parameter("user"));
    fields.put("amount_cents", Math.max(0, Catalogue.number(request.parameter("cents"))));
    fields.put("currency", "EUR");
    fields.put("outcome", declined ? "declined" : "authorized");
    log.log(
        declined ? ServiceLog.Level.WARN : ServiceLog.Level.INFO,
        "charge/handler.go:112",
        declined ? "payment declined" : "payment authorized",
        fields,
        request.trace(),
        null);
    return declined ? Answer.error(402, "declined") : Answer.ok(Json.object(fields));
  }
}
