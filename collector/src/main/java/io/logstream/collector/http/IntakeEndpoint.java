package io.logstream.collector.http;

import io.logstream.collector.receive.Intake;
import java.util.concurrent.CompletionStage;

/** All that the collector receives over HTTP. */
public final class IntakeEndpoint implements Endpoint {

  private final Router router = new Router();

  /** Endpoints that hand over to an intake. */
  public IntakeEndpoint(Intake intake) {
    new LineEndpoints(intake).addTo(router);
  }

  @Override
  public CompletionStage<HttpAnswer> handle(HttpCall call) throws BadRequestException {
    return router.dispatch(call);
  }
}
