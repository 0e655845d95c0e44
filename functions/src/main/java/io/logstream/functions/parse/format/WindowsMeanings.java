package io.logstream.functions.parse.format;

import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.Locale;
import java.util.Map;

/**
 * What the events of Windows' security log, of Sysmon, PowerShell and the service control manager
 * mean in the schema's terms.
 */
final class WindowsMeanings {

  private record Meaning(String action, String category, String type, String outcome) {}

  private static Meaning on(String action, String category, String type, String outcome) {
    return new Meaning(action, category, type, outcome);
  }

  /**
   * By the security log's event id (Microsoft, Appendix L: Events to Monitor, and the audit
   * reference).
   */
  private static final Map<String, Meaning> SECURITY =
      Map.ofEntries(
          Map.entry("1102", on("audit-log-cleared", "iam", "change", "success")),
          Map.entry("4624", on("logged-in", "authentication", "start", "success")),
          Map.entry("4625", on("logon-failed", "authentication", "start", "failure")),
          Map.entry("4634", on("logged-out", "authentication", "end", "success")),
          Map.entry("4647", on("logged-out", "authentication", "end", "success")),
          Map.entry("4648", on("logged-in-explicit", "authentication", "start", "success")),
          Map.entry("4656", on("handle-requested", "file", "access", "success")),
          Map.entry("4657", on("registry-value-modified", "registry", "change", "success")),
          Map.entry("4663", on("object-accessed", "file", "access", "success")),
          Map.entry("4672", on("logged-in-special", "iam", "admin", "success")),
          Map.entry("4688", on("created-process", "process", "start", "success")),
          Map.entry("4689", on("exited-process", "process", "end", "success")),
          Map.entry("4697", on("service-installed", "configuration", "creation", "success")),
          Map.entry("4698", on("scheduled-task-created", "configuration", "creation", "success")),
          Map.entry("4699", on("scheduled-task-deleted", "configuration", "deletion", "success")),
          Map.entry("4702", on("scheduled-task-updated", "configuration", "change", "success")),
          Map.entry("4719", on("audit-policy-changed", "configuration", "change", "success")),
          Map.entry("4720", on("added-user-account", "iam", "creation", "success")),
          Map.entry("4722", on("enabled-user-account", "iam", "change", "success")),
          Map.entry("4723", on("changed-password", "iam", "change", "success")),
          Map.entry("4724", on("reset-password", "iam", "change", "success")),
          Map.entry("4725", on("disabled-user-account", "iam", "change", "success")),
          Map.entry("4726", on("deleted-user-account", "iam", "deletion", "success")),
          Map.entry("4728", on("added-member-to-group", "iam", "change", "success")),
          Map.entry("4732", on("added-member-to-group", "iam", "change", "success")),
          Map.entry("4733", on("removed-member-from-group", "iam", "change", "success")),
          Map.entry("4738", on("modified-user-account", "iam", "change", "success")),
          Map.entry("4740", on("locked-out-user-account", "iam", "change", "success")),
          Map.entry("4756", on("added-member-to-group", "iam", "change", "success")),
          Map.entry("4767", on("unlocked-user-account", "iam", "change", "success")),
          Map.entry("4768", on("kerberos-ticket-requested", "authentication", "start", "")),
          Map.entry("4769", on("kerberos-service-ticket-requested", "authentication", "start", "")),
          Map.entry("4771", on("kerberos-preauth-failed", "authentication", "start", "failure")),
          Map.entry("4776", on("credential-validated", "authentication", "start", "")),
          Map.entry("4778", on("session-reconnected", "session", "start", "success")),
          Map.entry("4779", on("session-disconnected", "session", "end", "success")),
          Map.entry("5140", on("share-accessed", "network", "access", "success")),
          Map.entry("5145", on("share-object-accessed", "network", "access", "success")),
          Map.entry("5156", on("connection-permitted", "network", "allowed", "success")),
          Map.entry("5157", on("connection-blocked", "network", "denied", "failure")));

  private static final Map<String, Meaning> SYSMON =
      Map.ofEntries(
          Map.entry("1", on("process-created", "process", "start", "success")),
          Map.entry("2", on("file-time-changed", "file", "change", "success")),
          Map.entry("3", on("network-connection", "network", "connection", "success")),
          Map.entry("5", on("process-ended", "process", "end", "success")),
          Map.entry("6", on("driver-loaded", "driver", "start", "success")),
          Map.entry("7", on("image-loaded", "library", "start", "success")),
          Map.entry("8", on("remote-thread-created", "process", "change", "success")),
          Map.entry("10", on("process-accessed", "process", "access", "success")),
          Map.entry("11", on("file-created", "file", "creation", "success")),
          Map.entry("12", on("registry-object", "registry", "change", "success")),
          Map.entry("13", on("registry-value-set", "registry", "change", "success")),
          Map.entry("15", on("file-stream-created", "file", "creation", "success")),
          Map.entry("22", on("dns-query", "network", "protocol", "success")),
          Map.entry("23", on("file-deleted", "file", "deletion", "success")));

  private static final Map<String, Meaning> SYSTEM =
      Map.of(
          "7036", on("service-state-changed", "process", "change", "success"),
          "7045", on("service-installed", "configuration", "creation", "success"),
          "7040", on("service-start-type-changed", "configuration", "change", "success"),
          "104", on("log-cleared", "host", "change", "success"),
          "6005", on("event-log-started", "host", "start", "success"),
          "6006", on("event-log-stopped", "host", "end", "success"),
          "4104", on("script-block", "process", "info", "success"));

  private WindowsMeanings() {}

  static void take(WindowsParts parts, Event event) {
    boolean isSysmon = parts.channel().contains("Sysmon");
    Meaning meaning =
        isSysmon
            ? SYSMON.get(parts.eventId())
            : parts.channel().equals("Security")
                ? SECURITY.get(parts.eventId())
                : SYSTEM.get(parts.eventId());
    if (meaning != null && !event.has(EcsField.EVENT_ACTION)) {
      event.set(EcsField.EVENT_ACTION, meaning.action());
    }
    if (meaning != null && !event.has(EcsField.EVENT_CATEGORY)) {
      event.set(EcsField.EVENT_CATEGORY, meaning.category());
      event.set(EcsField.EVENT_TYPE, meaning.type());
    }
    if (!event.has(EcsField.EVENT_OUTCOME)) {
      event.set(EcsField.EVENT_OUTCOME, outcome(meaning, parts));
    }
    if (isSysmon) {
      sysmon(parts, event);
    } else {
      security(parts, event);
    }
  }

  private static String outcome(Meaning meaning, WindowsParts parts) {
    String keywords = parts.part("RenderedKeyword") + parts.part("Keywords");
    if (keywords.contains("Audit Failure") || keywords.contains("0x8010000000000000")) {
      return "failure";
    }
    String status = parts.data("Status");
    if (meaning != null && meaning.outcome().isEmpty() && !status.isEmpty()) {
      return status.equals("0x0") ? "success" : "failure";
    }
    return meaning == null ? "" : meaning.outcome();
  }

  private static void security(WindowsParts parts, Event event) {
    String target = parts.data("TargetUserName");
    String subject = parts.data("SubjectUserName");
    boolean isLogon =
        parts.eventId().startsWith("46")
            || parts.eventId().startsWith("477")
            || parts.eventId().startsWith("476");
    boolean isCreation = parts.eventId().equals("4688");
    if (!target.isEmpty() && (isLogon && !isCreation || subject.isEmpty())) {
      user(event, EcsField.USER_NAME, target);
      user(event, EcsField.USER_DOMAIN, parts.data("TargetDomainName"));
      user(event, EcsField.USER_ID, parts.data("TargetUserSid"));
      user(event, EcsField.USER_EFFECTIVE_NAME, "");
    } else {
      user(event, EcsField.USER_NAME, subject);
      user(event, EcsField.USER_DOMAIN, parts.data("SubjectDomainName"));
      user(event, EcsField.USER_ID, parts.data("SubjectUserSid"));
      user(event, EcsField.USER_TARGET_NAME, target);
      user(event, EcsField.USER_TARGET_DOMAIN, parts.data("TargetDomainName"));
    }
    event.set(
        EcsField.SOURCE_ADDRESS,
        address(first(parts, "IpAddress", "SourceAddress", "ClientAddress")));
    event.set(EcsField.SOURCE_DOMAIN, parts.data("WorkstationName"));
    Values.number(event, EcsField.SOURCE_PORT, first(parts, "IpPort", "SourcePort"));
    event.set(EcsField.DESTINATION_ADDRESS, parts.data("DestAddress"));
    Values.number(event, EcsField.DESTINATION_PORT, parts.data("DestPort"));
    process(event, first(parts, "NewProcessName", "ProcessName", "Application"));
    pid(event, EcsField.PROCESS_PID, first(parts, "NewProcessId", isCreation ? "" : "ProcessId"));
    event.set(EcsField.PROCESS_COMMAND_LINE, parts.data("CommandLine"));
    if (isCreation) {
      event.set(EcsField.PROCESS_PARENT_EXECUTABLE, parts.data("ParentProcessName"));
      event.set(EcsField.PROCESS_PARENT_NAME, name(parts.data("ParentProcessName")));
      pid(event, EcsField.PROCESS_PARENT_PID, parts.data("ProcessId"));
    }
    event.set(EcsField.SERVICE_NAME, parts.data("ServiceName"));
    event.set(EcsField.FILE_PATH, parts.data("ObjectName"));
    event.set(EcsField.EVENT_REASON, parts.data("FailureReason"));
  }

  private static void sysmon(WindowsParts parts, Event event) {
    String user = parts.data("User");
    int backslash = user.indexOf('\\');
    event.set(EcsField.USER_NAME, user.substring(backslash + 1));
    event.set(EcsField.USER_DOMAIN, user.substring(0, Math.max(backslash, 0)));
    process(event, parts.data("Image"));
    pid(event, EcsField.PROCESS_PID, parts.data("ProcessId"));
    event.set(EcsField.PROCESS_ENTITY_ID, parts.data("ProcessGuid"));
    event.set(EcsField.PROCESS_COMMAND_LINE, parts.data("CommandLine"));
    event.set(EcsField.PROCESS_WORKING_DIRECTORY, parts.data("CurrentDirectory"));
    event.set(EcsField.PROCESS_PARENT_EXECUTABLE, parts.data("ParentImage"));
    event.set(EcsField.PROCESS_PARENT_NAME, name(parts.data("ParentImage")));
    event.set(EcsField.PROCESS_PARENT_COMMAND_LINE, parts.data("ParentCommandLine"));
    pid(event, EcsField.PROCESS_PARENT_PID, parts.data("ParentProcessId"));
    for (String hash : parts.data("Hashes").split(",", -1)) {
      int equals = hash.indexOf('=');
      String value = hash.substring(equals + 1).toLowerCase(Locale.ROOT);
      switch (hash.substring(0, Math.max(equals, 0))) {
        case "MD5" -> event.set(EcsField.PROCESS_HASH_MD5, value);
        case "SHA256" -> event.set(EcsField.PROCESS_HASH_SHA256, value);
        default -> {}
      }
    }
    event.set(EcsField.SOURCE_ADDRESS, parts.data("SourceIp"));
    Values.number(event, EcsField.SOURCE_PORT, parts.data("SourcePort"));
    event.set(EcsField.DESTINATION_ADDRESS, parts.data("DestinationIp"));
    event.set(EcsField.DESTINATION_DOMAIN, parts.data("DestinationHostname"));
    Values.number(event, EcsField.DESTINATION_PORT, parts.data("DestinationPort"));
    event.set(EcsField.NETWORK_TRANSPORT, parts.data("Protocol"));
    event.set(EcsField.DNS_QUESTION_NAME, parts.data("QueryName"));
    event.set(EcsField.FILE_PATH, parts.data("TargetFilename"));
    event.set(EcsField.REGISTRY_PATH, parts.data("TargetObject"));
    event.set(EcsField.REGISTRY_DATA_STRINGS, parts.data("Details"));
    event.set(EcsField.RULE_NAME, parts.data("RuleName"));
  }

  private static String first(WindowsParts parts, String... names) {
    for (String name : names) {
      String value = parts.data(name);
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private static void user(Event event, EcsField field, String value) {
    if (!event.has(field) && !value.equals("S-1-0-0")) {
      event.set(field, value);
    }
  }

  /** {@code ::ffff:192.0.2.7} is an IPv4 address; {@code LOCAL} is none. */
  private static String address(String text) {
    String plain = text.startsWith("::ffff:") ? text.substring(7) : text;
    return plain.equals("LOCAL") ? "" : plain;
  }

  private static void process(Event event, String path) {
    if (!path.isEmpty()) {
      event.set(EcsField.PROCESS_EXECUTABLE, path);
      event.set(EcsField.PROCESS_NAME, name(path));
    }
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('\\') + 1);
  }

  /** A number in decimal, or hexadecimal with {@code 0x}. */
  private static void pid(Event event, EcsField field, String text) {
    if (text.startsWith("0x") && text.length() <= 10) {
      try {
        event.set(field, Long.parseLong(text, 2, text.length(), 16));
      } catch (NumberFormatException e) {
        event.vendor("invalid." + field.path(), text);
      }
    } else {
      Values.number(event, field, text);
    }
  }
}
