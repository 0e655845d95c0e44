package io.logstream.functions.parse.format;

import static io.logstream.functions.event.EcsField.*;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.FirstCharacters;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.StreamHeader;
import io.logstream.functions.parse.Timestamps;
import java.util.List;
import java.util.Locale;

/**
 * AWS' VPC flow logs: version 2 by its order, versions 3 to 5 by the header line that their files
 * start with, and without one by the order in which the fields came to be; and those of Google
 * Cloud and Azure where they come as JSON are taken by their own formats.
 */
@AutoService(Format.class)
public final class VpcFlow implements Format {

  private static final String NAME = "vpcflow";

  private static final List<String> COLUMNS =
      List.of(
          "version",
          "account-id",
          "interface-id",
          "srcaddr",
          "dstaddr",
          "srcport",
          "dstport",
          "protocol",
          "packets",
          "bytes",
          "start",
          "end",
          "action",
          "log-status",
          "vpc-id",
          "subnet-id",
          "instance-id",
          "tcp-flags",
          "type",
          "pkt-srcaddr",
          "pkt-dstaddr",
          "region",
          "az-id",
          "sublocation-type",
          "sublocation-id",
          "pkt-src-aws-service",
          "pkt-dst-aws-service",
          "flow-direction",
          "traffic-path");

  private static final VendorFields KEYS =
      new VendorFields(NAME, "aws.vpcflow")
          .map(CLOUD_ACCOUNT_ID, "account-id")
          .map(CLOUD_INSTANCE_ID, "instance-id")
          .map(CLOUD_REGION, "region")
          .map(CLOUD_AVAILABILITY_ZONE, "az-id")
          .map(SOURCE_ADDRESS, "srcaddr")
          .map(DESTINATION_ADDRESS, "dstaddr")
          .map(SOURCE_PORT, "srcport")
          .map(DESTINATION_PORT, "dstport")
          .map(SOURCE_BYTES, "bytes")
          .map(SOURCE_PACKETS, "packets")
          .map("protocol", (event, value, context) -> Protocols.set(event, value))
          .map("start", (event, value, context) -> time(event, EVENT_START, value))
          .map("end", (event, value, context) -> time(event, EVENT_END, value))
          .map("flow-direction", (event, value, context) -> event.set(NETWORK_DIRECTION, value))
          .map(
              "action",
              (event, value, context) -> {
                event.set(EVENT_ACTION, value.toLowerCase(Locale.ROOT));
                Verdict.of(value).set(event);
              });

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return FirstCharacters.LETTERS + FirstCharacters.DIGITS + "-";
  }

  @Override
  public int fit(String line, Event outer) {
    if (isHeader(line)) {
      return MARK;
    }
    int blank = line.indexOf(' ');
    return blank == 1
            && Cursor.isDigit(line.charAt(0))
            && line.indexOf(" eni-") > 0
            && line.indexOf(" eni-") < 24
        ? MARK
        : NONE;
  }

  @Override
  public int fit(String line, Event outer, StreamHeader header) {
    int columns = header.columns(NAME).size();
    if (columns > 4
        && Delimited.count(line, ' ', columns) == columns - 1
        && !line.startsWith("{")) {
      return MARK;
    }
    return fit(line, outer);
  }

  private static boolean isHeader(String line) {
    return line.startsWith("version account-id ")
        || line.startsWith("account-id ")
        || !line.isEmpty()
            && Character.isLetter(line.charAt(0))
            && line.contains("srcaddr ")
            && line.contains("dstaddr ");
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    return parse(line, context, new StreamHeader(), event);
  }

  @Override
  public String parse(String line, ParseContext context, StreamHeader header, Event event)
      throws ParseException {
    List<String> values = Delimited.split(line.strip(), ' ');
    event.set(MESSAGE, line);
    event.set(CLOUD_PROVIDER, "aws");
    if (isHeader(line)) {
      header.setColumns(NAME, values);
      return null;
    }
    List<String> columns = header.columns(NAME);
    if (columns.size() != values.size()) {
      columns = COLUMNS;
      if (values.size() < 14 || Values.number(values.get(0)) < 0) {
        throw ParseException.expected(NAME, "a header line or fourteen values", line, 0);
      }
    }
    for (int i = 0; i < values.size(); i++) {
      String name = i < columns.size() ? columns.get(i) : "column" + (i + 1);
      KEYS.take(
          event, name.replace("${", "").replace("}", ""), Values.given(values.get(i)), context);
    }
    event.set(EVENT_CATEGORY, "network");
    event.add(EVENT_TYPE, "connection");
    times(event);
    translated(event);
    return null;
  }

  private static void times(Event event) {
    if (event.has(EVENT_END)) {
      event.set(TIMESTAMP, event.number(EVENT_END, 0));
    }
    long duration = event.number(EVENT_END, -1) - event.number(EVENT_START, 0);
    if (event.has(EVENT_START) && duration >= 0) {
      event.set(EVENT_DURATION, duration);
    }
  }

  /** The packet's own addresses, where an interface in between stands for another. */
  private static void translated(Event event) {
    String source = event.vendorText("aws.vpcflow.pkt-srcaddr").orElse("");
    if (IpAddresses.isAddress(source) && !source.equals(event.textOrNull(SOURCE_ADDRESS))) {
      event.set(SOURCE_NAT_IP, source);
    }
    String destination = event.vendorText("aws.vpcflow.pkt-dstaddr").orElse("");
    if (IpAddresses.isAddress(destination)
        && !destination.equals(event.textOrNull(DESTINATION_ADDRESS))) {
      event.set(DESTINATION_NAT_IP, destination);
    }
  }

  private static void time(Event event, EcsField field, String value) {
    long nanos = Timestamps.epochSeconds(value);
    if (nanos >= 0) {
      event.set(field, nanos);
    }
  }
}
