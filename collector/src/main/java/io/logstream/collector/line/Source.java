package io.logstream.collector.line;

import io.logstream.functions.event.RawHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Where lines come from: what every line of one connection, request or file shares. Made once, its
 * headers are encoded once.
 *
 * @param transport as in {@link RawHeaders#TRANSPORT}
 * @param peer the sender's address without its port: what limits apply to
 * @param stream the source stream where the line itself names no narrower one
 * @param headers all headers but the two that differ from line to line
 */
public record Source(String transport, String peer, String stream, List<Header> headers) {

  /** Starts a source that came by a transport. */
  public static Builder by(String transport) {
    return new Builder(transport);
  }

  /** Collects what is known of a source; empty and absent values are left out. */
  public static final class Builder {

    private final String transport;
    private final List<Header> headers = new ArrayList<>(6);
    private String peer = "";
    private String service = "";
    private String host = "";
    private String file = "";
    private String stream = "";

    private Builder(String transport) {
      this.transport = transport;
      header(RawHeaders.TRANSPORT, transport);
    }

    private Builder header(String name, String value) {
      if (value != null && !value.isEmpty()) {
        headers.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
      }
      return this;
    }

    /** The sender's address, {@code ip:port}. */
    public Builder peer(String ip, int port) {
      peer = ip;
      return header(
          RawHeaders.PEER, ip.indexOf(':') >= 0 ? "[" + ip + "]:" + port : ip + ":" + port);
    }

    /** The region of this collector. */
    public Builder region(String region) {
      return header(RawHeaders.REGION, region);
    }

    /** The format that the sender states. */
    public Builder format(String format) {
      return header(RawHeaders.FORMAT, format);
    }

    /** The service that the sender states. */
    public Builder service(String name) {
      service = name == null ? "" : name;
      return header(RawHeaders.SERVICE, service);
    }

    /** The host that the sender states. */
    public Builder host(String name) {
      host = name == null ? "" : name;
      return header(RawHeaders.HOST, host);
    }

    /** The file that the sender read. */
    public Builder file(String path) {
      file = path == null ? "" : path;
      return header(RawHeaders.FILE, file);
    }

    /** The tenant that the sender authenticated as. */
    public Builder tenant(String tenant) {
      return header(RawHeaders.TENANT, tenant);
    }

    /** The source stream's name, where it is not host, service and file. */
    public Builder stream(String name) {
      stream = name;
      return this;
    }

    /** The source. Its stream is host, service and file as far as stated, else the peer. */
    public Source build() {
      String named = stream;
      if (named.isEmpty()) {
        String who = host.isEmpty() ? peer : host;
        named = service.isEmpty() ? who : who + "/" + service;
        named = file.isEmpty() ? named : named + ":" + file;
      }
      return new Source(transport, peer, named, List.copyOf(headers));
    }
  }
}
