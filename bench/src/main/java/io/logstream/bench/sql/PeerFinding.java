package io.logstream.bench.sql;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.flink.api.common.serialization.SerializationSchema;

/** What the peers find, in the shape of topic {@code findings}. */
public final class PeerFinding {

  public String job = "";
  public String subject = "";
  public String measure = "";
  public double value;
  public String text = "";
  public long from;
  public long to;

  /** For Flink. */
  public PeerFinding() {}

  PeerFinding(String job, String subject, String measure, double value) {
    this.job = job;
    this.subject = subject;
    this.measure = measure;
    this.value = value;
  }

  PeerFinding within(long start, long end) {
    from = start;
    to = end;
    return this;
  }

  PeerFinding saying(String said) {
    text = said;
    return this;
  }

  /** Writes them as JSON. */
  static final class Writer implements SerializationSchema<PeerFinding> {

    private static final long serialVersionUID = 1L;

    private transient ObjectMapper json;

    @Override
    public void open(InitializationContext context) {
      json = new ObjectMapper();
    }

    @Override
    public byte[] serialize(PeerFinding finding) {
      try {
        return json.writeValueAsBytes(
            json.createObjectNode()
                .put("id", finding.job + '|' + finding.subject + '|' + finding.to)
                .put("job", finding.job)
                .put("subject", finding.subject)
                .put("measure", finding.measure)
                .put("value", finding.value)
                .put("text", finding.text)
                .put("from", Instant.ofEpochMilli(finding.from).toString())
                .put("to", Instant.ofEpochMilli(finding.to).toString()));
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
