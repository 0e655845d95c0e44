package io.logstream.collector.ship;

import io.logstream.collector.wire.Packing;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What to ship, whereto and how.
 *
 * @param files paths and glob patterns; {@code -} is the standard input
 * @param collector host and port of the collector's frames
 * @param tls whether over TLS
 * @param authority certificates in PEM that the collector's is signed by; the JDK's without
 * @param certificate the client's own chain in PEM, and its key
 * @param token the bearer token; empty for none
 * @param labels headers of all lines: host, service, format
 * @param recordStart lines that do not match it belong to the record before; without it, lines are
 *     joined as their format has it
 * @param encoding of the files; lines are sent in UTF-8
 * @param state the folder that remembers how far each file was shipped
 * @param isFollowing whether to wait for more at the ends of the files
 * @param isFromEnd whether files seen for the first time at the start are shipped from their end
 * @param frameBytes a frame is sent when it has so many bytes of lines
 * @param linger or when its first line has waited so long
 * @param window frames sent without an answer yet
 */
public record ShipOptions(
    List<String> files,
    String host,
    int port,
    boolean tls,
    Optional<Path> authority,
    Optional<Path> certificate,
    Optional<Path> key,
    String token,
    Labels labels,
    Optional<Pattern> recordStart,
    Charset encoding,
    Packing packing,
    Path state,
    boolean isFollowing,
    boolean isFromEnd,
    int frameBytes,
    Duration linger,
    int window) {

  /** What the lines are of; empty where not said. */
  public record Labels(String host, String service, String format) {}
}
