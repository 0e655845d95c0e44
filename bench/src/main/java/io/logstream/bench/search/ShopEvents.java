package io.logstream.bench.search;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.EventJson;
import java.util.Locale;
import java.util.SplittableRandom;

/** Events as a shop's services make them, from a seed: about 600 bytes of ECS JSON each. */
final class ShopEvents {

  private static final String[] SERVICES = {
    "gateway", "catalogue", "cart", "checkout", "payment", "inventory"
  };

  private final SplittableRandom random;
  private final Event event = new Event();
  private final EventJson json = new EventJson();

  ShopEvents(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * The next event.
   *
   * @param id its id
   * @param dataset decides its index
   * @param millis when it happened and was received
   */
  byte[] next(String id, String dataset, long millis) {
    String service = SERVICES[random.nextInt(SERVICES.length)];
    int took = random.nextInt(400);
    boolean failed = random.nextInt(50) == 0;
    String path = "/api/v1/orders/" + random.nextInt(100_000);
    event.clear();
    event
        .set(EcsField.TIMESTAMP, millis * 1_000_000)
        .set(EcsField.EVENT_CREATED, millis * 1_000_000)
        .set(EcsField.EVENT_ID, id)
        .set(EcsField.EVENT_DATASET, dataset)
        .set(EcsField.EVENT_KIND, "event")
        .set(EcsField.EVENT_DURATION, took * 1_000_000L)
        .set(EcsField.EVENT_OUTCOME, failed ? "failure" : "success")
        .set(EcsField.ECS_VERSION, EcsField.SCHEMA_VERSION)
        .set(EcsField.HOST_NAME, service + "-" + random.nextInt(3))
        .set(EcsField.HTTP_REQUEST_METHOD, "GET")
        .set(EcsField.HTTP_RESPONSE_STATUS_CODE, failed ? 503 : 200)
        .set(EcsField.LOG_LEVEL, failed ? "error" : "info")
        .set(EcsField.LOG_LOGGER, "com.example." + service + ".RequestLog")
        .set(
            EcsField.MESSAGE,
            "GET %s for user u%d completed with %d in %d ms"
                .formatted(path, random.nextInt(20_000), failed ? 503 : 200, took))
        .set(EcsField.SERVICE_NAME, service)
        .set(EcsField.SOURCE_IP, "10.1.%d.%d".formatted(random.nextInt(8), random.nextInt(250)))
        .set(
            EcsField.TRACE_ID,
            String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong()))
        .set(EcsField.URL_PATH, path);
    return json.write(event);
  }
}
