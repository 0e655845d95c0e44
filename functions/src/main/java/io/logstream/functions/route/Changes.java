package io.logstream.functions.route;

import io.logstream.functions.event.Change;
import io.logstream.functions.event.Change.Kind;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.util.Locale;
import java.util.Optional;

/**
 * Derives the {@link Change} that an event reports: a deploy that ended, a flag or a configuration
 * that was changed, a workload that was scaled or started again. What only begins, or fails, is no
 * change yet.
 */
public final class Changes {

  private Changes() {}

  /** The change that the event reports; empty where it reports none. */
  public static Optional<Change> of(Event event) {
    String message = event.textOrNull(EcsField.MESSAGE);
    if (message == null || message.length() > 4096) {
      return Optional.empty();
    }
    Kind kind = kind(event, message);
    if (kind == null) {
      return Optional.empty();
    }
    String service = service(event);
    if (service.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Change(
            text(event, EcsField.EVENT_ID),
            kind,
            service,
            text(event, EcsField.SERVICE_VERSION),
            vendor(event, "previous_version"),
            text(event, EcsField.SERVICE_ENVIRONMENT),
            event.number(EcsField.TIMESTAMP, 0),
            text(event, EcsField.USER_NAME),
            message));
  }

  private static Kind kind(Event event, String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (event.texts(EcsField.EVENT_CATEGORY).contains("configuration")
        && "deployments".equals(event.vendorText("kubernetes.audit.objectRef.resource").orElse(""))
        && "success".equals(event.textOrNull(EcsField.EVENT_OUTCOME))) {
      return "scale".equals(event.vendorText("kubernetes.audit.objectRef.subresource").orElse(""))
          ? Kind.SCALE
          : Kind.DEPLOY;
    }
    boolean done = !hasWord(lower, "fail") && !hasWord(lower, "error");
    if (!done) {
      return null;
    }
    if (hasWord(lower, "rolled back") || hasWord(lower, "rollback succe")) {
      return Kind.ROLLBACK;
    }
    if ((hasWord(lower, "deploy") || hasWord(lower, "rollout") || hasWord(lower, "release"))
        && (hasWord(lower, "succeed")
            || hasWord(lower, "success")
            || hasWord(lower, "complete")
            || hasWord(lower, "deployed")
            || hasWord(lower, "finished"))) {
      return Kind.DEPLOY;
    }
    if (hasWord(lower, "flag") && hasWord(lower, "change")) {
      return Kind.FLAG;
    }
    if (hasWord(lower, "config")
        && (hasWord(lower, "changed") || hasWord(lower, "reload") || hasWord(lower, "updated"))) {
      return Kind.CONFIG;
    }
    if (hasWord(lower, "scaled up")
        || hasWord(lower, "scaled down")
        || hasWord(lower, "scaled replica")) {
      return Kind.SCALE;
    }
    if (hasWord(lower, "container restarted") || hasWord(lower, "service restarted")) {
      return Kind.RESTART;
    }
    return null;
  }

  /** Whether the text stands at the beginning of a word. */
  private static boolean hasWord(String lower, String text) {
    for (int at = lower.indexOf(text); at >= 0; at = lower.indexOf(text, at + 1)) {
      if (at == 0 || !Character.isLetterOrDigit(lower.charAt(at - 1))) {
        return true;
      }
    }
    return false;
  }

  private static String service(Event event) {
    String name = vendor(event, "kubernetes.audit.objectRef.name");
    return name.isEmpty() ? text(event, EcsField.SERVICE_NAME) : name;
  }

  private static String vendor(Event event, String key) {
    Optional<String> direct = event.vendorText(key);
    if (direct.isPresent()) {
      return direct.get();
    }
    String dataset = text(event, EcsField.EVENT_DATASET);
    return event.vendorText(dataset + "." + key).orElse("");
  }

  private static String text(Event event, EcsField field) {
    String value = event.textOrNull(field);
    return value == null ? "" : value;
  }
}
