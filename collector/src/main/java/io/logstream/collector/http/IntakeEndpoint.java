package io.logstream.collector.http;

import io.logstream.collector.access.Credentials;
import io.logstream.collector.access.Limits;
import io.logstream.collector.access.Tenants;
import io.logstream.collector.receive.Intake;
import io.logstream.collector.wire.Packing;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** All that the collector receives over HTTP: who sends it is asked, packed bodies are unpacked. */
public final class IntakeEndpoint implements Endpoint {

  private final Router router = new Router();
  private final Limits limits;
  private final Tenants tenants;
  private final int maxUnpacked;

  /**
   * Endpoints that hand over to an intake.
   *
   * @param maxUnpacked bytes of a body after unpacking
   */
  public IntakeEndpoint(Intake intake, Tenants tenants, int maxUnpacked) {
    this.limits = intake.limits();
    this.tenants = tenants;
    this.maxUnpacked = maxUnpacked;
    new LineEndpoints(intake).addTo(router);
    new OtlpEndpoints(intake).addTo(router);
    new BulkEndpoints(intake).addTo(router);
    new HecEndpoints(intake).addTo(router);
  }

  @Override
  public CompletionStage<HttpAnswer> handle(HttpCall call) throws BadRequestException {
    if (!limits.allows(call.peer().getAddress().getHostAddress())) {
      return CompletableFuture.completedFuture(
          HttpAnswer.later(429, 1, "more lines than this sender's rate; come again"));
    }
    HttpCall known = call.tenant().isEmpty() ? call.withTenant(tenant(call)) : call;
    return router.dispatch(known.withBody(unpacked(known)));
  }

  /** The tenant of the token; one that a client certificate names is known already. */
  private String tenant(HttpCall call) throws BadRequestException {
    Optional<String> token = Credentials.token(call.headers().get("authorization", ""));
    Optional<String> tenant = token.flatMap(tenants::ofToken);
    if (tenant.isEmpty() && tenants.areRequired()) {
      throw new BadRequestException(
          401,
          token.isPresent()
              ? "authorization: no tenant has this token"
              : "authorization: expected Bearer, Splunk, ApiKey or Basic with a token");
    }
    return tenant.orElse("");
  }

  private byte[] unpacked(HttpCall call) throws BadRequestException {
    String encoding = call.headers().get("content-encoding", "");
    Packing packing =
        Packing.named(encoding)
            .orElseThrow(
                () ->
                    new BadRequestException(
                        415,
                        "content-encoding: expected gzip, zstd, lz4, deflate or none, found \"%s\""
                            .formatted(encoding)));
    try {
      return packing.unpack(call.body(), maxUnpacked, call.memory()::take);
    } catch (Packing.NoRoomException e) {
      throw call.noRoom();
    } catch (Packing.BombException e) {
      throw new BadRequestException(413, "body: " + e.getMessage());
    } catch (IOException e) {
      throw new BadRequestException("body: " + e.getMessage());
    }
  }
}
