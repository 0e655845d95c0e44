package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A record of AWS CloudTrail, one JSON object a line: what a principal called, from where, and how
 * it ended. A file that CloudTrail delivers, {@code {"Records":[…]}}, is split into its records.
 */
@AutoService(Format.class)
public final class Cloudtrail implements Format {

  private static final String NAME = "cloudtrail";
  private static final String RECORDS = "{\"Records\":[";

  private static final VendorFields MEMBERS =
      new VendorFields(NAME, "aws.cloudtrail")
          .map(EcsField.TIMESTAMP, "eventTime")
          .map(EcsField.EVENT_PROVIDER, "eventSource")
          .map(EcsField.EVENT_ACTION, "eventName")
          .map(EcsField.CLOUD_REGION, "awsRegion")
          .map(EcsField.CLOUD_ACCOUNT_ID, "recipientAccountId", "userIdentity.accountId")
          .map(EcsField.USER_ID, "userIdentity.principalId")
          .map(EcsField.USER_NAME, "userIdentity.userName")
          .map(EcsField.USER_AGENT_ORIGINAL, "userAgent")
          .map(EcsField.ERROR_CODE, "errorCode")
          .map(EcsField.ERROR_MESSAGE, "errorMessage")
          .map(EcsField.TLS_VERSION, "tlsDetails.tlsVersion")
          .map(EcsField.TLS_CIPHER, "tlsDetails.cipherSuite")
          .map(EcsField.TLS_CLIENT_SERVER_NAME, "tlsDetails.clientProvidedHostHeader")
          .map(EcsField.EVENT_HASH, "eventHash")
          .map(
              "sourceIPAddress",
              (event, value, context) -> {
                event.set(EcsField.SOURCE_ADDRESS, value);
                if (IpAddresses.isAddress(value)) {
                  event.set(EcsField.SOURCE_IP, value);
                }
              })
          .map(
              "sessionContext.sessionIssuer.userName",
              (event, value, context) -> event.vendor("aws.cloudtrail.role", value))
          .map(
              "responseElements.ConsoleLogin",
              (event, value, context) -> {
                event.vendor("aws.cloudtrail.console_login", value);
                event.set(EcsField.EVENT_OUTCOME, value.toLowerCase(Locale.ROOT));
              });

  private static final Set<String> LOGINS =
      Set.of(
          "ConsoleLogin",
          "AssumeRole",
          "AssumeRoleWithSAML",
          "AssumeRoleWithWebIdentity",
          "GetSessionToken",
          "GetFederationToken",
          "SwitchRole",
          "CredentialVerification");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String firstCharacters() {
    return "{";
  }

  @Override
  public int fit(String line, Event outer) {
    if (!JsonLines.isObject(line)) {
      return NONE;
    }
    return line.startsWith(RECORDS)
            || JsonLines.hasMember(line, "eventVersion", 8192)
                && JsonLines.hasMember(line, "eventSource", 8192)
                && JsonLines.hasMember(line, "eventName", 8192)
        ? MARK
        : NONE;
  }

  @Override
  public String splitPrefix() {
    return RECORDS;
  }

  @Override
  public List<String> split(String line) throws ParseException {
    return JsonLeaves.elements(NAME, line);
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    if (line.startsWith(RECORDS)) {
      throw new ParseException(
          NAME + ": expected one record a line; a list of records is split before it is parsed");
    }
    JsonLeaves.visit(NAME, line, new JsonLeaves.Into(MEMBERS, event, context));
    event.set(EcsField.CLOUD_PROVIDER, "aws");
    if (!event.has(EcsField.USER_NAME)) {
      event
          .vendorText("aws.cloudtrail.userIdentity.sessionContext.sessionIssuer.userName")
          .ifPresent(role -> event.set(EcsField.USER_NAME, role));
    }
    if (!event.has(EcsField.EVENT_OUTCOME)) {
      event.set(EcsField.EVENT_OUTCOME, event.has(EcsField.ERROR_CODE) ? "failure" : "success");
    }
    String action = event.text(EcsField.EVENT_ACTION).orElse("");
    category(action, event);
    event.set(
        EcsField.MESSAGE,
        action
            + event.text(EcsField.EVENT_PROVIDER).map(source -> " on " + source).orElse("")
            + event.text(EcsField.USER_NAME).map(user -> " by " + user).orElse("")
            + event.text(EcsField.ERROR_CODE).map(code -> ": " + code).orElse(""));
    return null;
  }

  private static void category(String action, Event event) {
    if (LOGINS.contains(action)) {
      event.set(EcsField.EVENT_CATEGORY, "authentication");
      event.set(EcsField.EVENT_TYPE, "start");
      return;
    }
    boolean iam =
        event.text(EcsField.EVENT_PROVIDER).filter("iam.amazonaws.com"::equals).isPresent();
    event.set(EcsField.EVENT_CATEGORY, iam ? "iam" : "configuration");
    event.set(EcsField.EVENT_TYPE, type(action));
  }

  private static String type(String action) {
    if (starts(action, "Create", "Run", "Put", "Add", "Attach", "Upload", "Import", "Register")) {
      return "creation";
    }
    if (starts(action, "Delete", "Remove", "Terminate", "Detach", "Deregister")) {
      return "deletion";
    }
    if (starts(action, "Get", "List", "Describe", "Head", "Lookup", "Search", "Decrypt")) {
      return "access";
    }
    return "change";
  }

  private static boolean starts(String action, String... verbs) {
    for (String verb : verbs) {
      if (action.startsWith(verb)) {
        return true;
      }
    }
    return false;
  }
}
