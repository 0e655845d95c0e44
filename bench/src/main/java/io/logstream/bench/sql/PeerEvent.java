package io.logstream.bench.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;

/** What the peers read of an event. A plain object so that Flink serializes it without Kryo. */
public final class PeerEvent {

  public long millis;
  public String service = "";
  public String client = "";
  public String account = "";
  public String level = "";
  public String action = "";
  public String outcome = "";

  /** 0 where the event is not of a web request. */
  public int status;

  public double durationMs;

  boolean isFailure() {
    return status >= 500 || level.equals("error");
  }

  /** Reads events in ECS. */
  static final class Reader extends AbstractDeserializationSchema<PeerEvent> {

    private static final long serialVersionUID = 1L;

    private transient ObjectMapper json;

    Reader() {
      super(PeerEvent.class);
    }

    @Override
    public void open(InitializationContext context) {
      json = new ObjectMapper();
    }

    @Override
    public PeerEvent deserialize(byte[] message) throws IOException {
      JsonNode event = json.readTree(message);
      PeerEvent read = new PeerEvent();
      read.millis = Instant.parse(event.path("@timestamp").asText()).toEpochMilli();
      read.service = event.path("service").path("name").asText();
      read.client = event.path("source").path("ip").asText();
      read.account = event.path("user").path("name").asText();
      read.level = event.path("log").path("level").asText();
      read.action = event.path("event").path("action").asText();
      read.outcome = event.path("event").path("outcome").asText();
      read.status = event.path("http").path("response").path("status_code").asInt();
      read.durationMs = event.path("event").path("duration").asLong() / 1e6;
      return read;
    }
  }
}
