package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.event.Event.RawJson;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import java.util.List;

/**
 * An event of the Kubernetes API server's audit log, {@code audit.k8s.io/v1}, one JSON object a
 * line. What was asked for goes under {@code kubernetes.audit}.
 */
@AutoService(Format.class)
public final class KubernetesAudit implements Format {

  private static final String NAME = "kubernetes-audit";

  private static final VendorFields MEMBERS =
      new VendorFields(NAME, "kubernetes.audit")
          .map(EcsField.TIMESTAMP, "stageTimestamp")
          .map(EcsField.EVENT_START, "requestReceivedTimestamp")
          .map(EcsField.URL_ORIGINAL, "requestURI")
          .map(EcsField.USER_NAME, "user.username")
          .map(EcsField.USER_ID, "user.uid")
          .map(EcsField.USER_ROLES, "user.groups")
          .map(EcsField.USER_EFFECTIVE_NAME, "impersonatedUser.username")
          .map(EcsField.USER_AGENT_ORIGINAL, "userAgent")
          .map(EcsField.ORCHESTRATOR_RESOURCE_TYPE, "objectRef.resource")
          .map(EcsField.ORCHESTRATOR_RESOURCE_NAME, "objectRef.name")
          .map(EcsField.ORCHESTRATOR_NAMESPACE, "objectRef.namespace")
          .map(EcsField.ORCHESTRATOR_API_VERSION, "objectRef.apiVersion")
          .map(EcsField.HTTP_RESPONSE_STATUS_CODE, "responseStatus.code")
          .map(EcsField.ERROR_MESSAGE, "responseStatus.message")
          .map(EcsField.EVENT_REASON, "annotations.authorization.k8s.io/reason")
          .map("verb", (event, value, context) -> verb(event, value))
          .map("sourceIPs", (event, value, context) -> source(event, value))
          .map("kind", (event, value, context) -> event.vendor("kubernetes.audit.kind", value))
          .map(
              "annotations.authorization.k8s.io/decision",
              (event, value, context) ->
                  event.vendor("kubernetes.audit.authorization_decision", value));

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
    return JsonLines.isObject(line)
            && line.indexOf("audit.k8s.io/") > 0
            && JsonLines.hasMember(line, "auditID")
        ? MARK
        : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    JsonLeaves.visit(NAME, line, new Members(event, context));
    event.set(EcsField.ORCHESTRATOR_TYPE, "kubernetes");
    if (!event.has(EcsField.TIMESTAMP) && event.has(EcsField.EVENT_START)) {
      event.set(EcsField.TIMESTAMP, event.number(EcsField.EVENT_START, 0));
    }
    if (event.has(EcsField.EVENT_START) && event.has(EcsField.TIMESTAMP)) {
      long end = event.number(EcsField.TIMESTAMP, 0);
      event.set(EcsField.EVENT_END, end);
      event.set(EcsField.EVENT_DURATION, Math.max(end - event.number(EcsField.EVENT_START, 0), 0));
    }
    if (event
        .vendorText("kubernetes.audit.authorization_decision")
        .filter("forbid"::equals)
        .isPresent()) {
      event.add(EcsField.EVENT_TYPE, "denied");
      event.set(EcsField.EVENT_OUTCOME, "failure");
    }
    message(event);
    return null;
  }

  /** {@code alice create pods/exec shop/web-1: 201}. */
  private static void message(Event event) {
    StringBuilder message = new StringBuilder();
    event.text(EcsField.USER_NAME).ifPresent(user -> message.append(user).append(' '));
    event.text(EcsField.EVENT_ACTION).ifPresent(message::append);
    event
        .text(EcsField.ORCHESTRATOR_RESOURCE_TYPE)
        .ifPresent(type -> message.append(' ').append(type));
    event
        .vendorText("kubernetes.audit.objectRef.subresource")
        .ifPresent(part -> message.append('/').append(part));
    event
        .text(EcsField.ORCHESTRATOR_NAMESPACE)
        .ifPresent(namespace -> message.append(' ').append(namespace).append('/'));
    event
        .text(EcsField.ORCHESTRATOR_RESOURCE_NAME)
        .ifPresent(
            name ->
                message.append(event.has(EcsField.ORCHESTRATOR_NAMESPACE) ? "" : " ").append(name));
    if (event.has(EcsField.HTTP_RESPONSE_STATUS_CODE)) {
      message.append(": ").append(event.number(EcsField.HTTP_RESPONSE_STATUS_CODE, 0));
    }
    event.set(EcsField.MESSAGE, message.toString());
  }

  private static void verb(Event event, String verb) {
    event.set(EcsField.EVENT_ACTION, verb);
    event.set(EcsField.EVENT_CATEGORY, "configuration");
    event.set(
        EcsField.EVENT_TYPE,
        switch (verb) {
          case "create" -> "creation";
          case "update", "patch" -> "change";
          case "delete", "deletecollection" -> "deletion";
          default -> "access";
        });
  }

  /** The first is the client, the others are proxies. */
  private static void source(Event event, String address) {
    if (!event.has(EcsField.SOURCE_ADDRESS)) {
      event.set(EcsField.SOURCE_ADDRESS, address);
    } else {
      event.add(EcsField.RELATED_IP, address);
    }
  }

  /** As the table says, but for the objects, which are kept as they are. */
  private static final class Members extends JsonLeaves.Into {
    private final Event event;

    Members(Event event, ParseContext context) {
      super(MEMBERS, event, context);
      this.event = event;
    }

    @Override
    public void text(String path, String value) {
      if (!isObject(path)) {
        super.text(path, value);
      } else {
        event.vendor(MEMBERS.path(path), value);
      }
    }

    @Override
    public void list(String path, List<String> values, String json) {
      if (isObject(path)) {
        event.vendor(MEMBERS.path(path), new RawJson(json));
      } else {
        super.list(path, values, json);
      }
    }

    private static boolean isObject(String path) {
      return path.startsWith("requestObject.") || path.startsWith("responseObject.");
    }
  }
}
