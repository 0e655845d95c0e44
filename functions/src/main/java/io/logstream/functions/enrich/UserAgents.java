package io.logstream.functions.enrich;

import io.logstream.functions.Resources;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import ua_parser.Client;
import ua_parser.Parser;

/**
 * Says which browser or tool a user agent is, by uap-core's patterns: {@code
 * user_agent.{name,version,os.*,device.name}}. Not safe for use by two threads.
 */
public final class UserAgents implements EventEnricher {

  /**
   * Longer ones are cut: the patterns are tried in turn, and no browser says so much of itself that
   * matters.
   */
  private static final int LONGEST = 512;

  private static final int KEPT = 5_000;
  private static final String UNKNOWN = "Other";

  private final Parser parser = parser();
  private final Recent<String, Client> recent = new Recent<>(KEPT, parser::parse);

  private static Parser parser() {
    try (InputStream patterns = Resources.open(Parser.class, "/ua_parser/regexes.yaml")) {
      return new Parser(patterns);
    } catch (IOException e) {
      throw new UncheckedIOException("the patterns of user agents", e);
    }
  }

  @Override
  public void enrich(Event event) {
    String original = event.textOrNull(EcsField.USER_AGENT_ORIGINAL);
    if (original == null || event.has(EcsField.USER_AGENT_NAME)) {
      return;
    }
    Client client =
        recent.get(original.length() > LONGEST ? original.substring(0, LONGEST) : original);
    event.set(EcsField.USER_AGENT_NAME, client.userAgent.family);
    event.set(
        EcsField.USER_AGENT_VERSION,
        version(client.userAgent.major, client.userAgent.minor, client.userAgent.patch));
    if (!UNKNOWN.equals(client.os.family)) {
      String version = version(client.os.major, client.os.minor, client.os.patch);
      event.set(EcsField.USER_AGENT_OS_NAME, client.os.family);
      event.set(EcsField.USER_AGENT_OS_VERSION, version);
      event.set(
          EcsField.USER_AGENT_OS_FULL,
          version.isEmpty() ? client.os.family : client.os.family + " " + version);
    }
    event.set(EcsField.USER_AGENT_DEVICE_NAME, client.device.family);
  }

  private static String version(String... parts) {
    StringBuilder version = new StringBuilder();
    for (String part : parts) {
      if (part == null || part.isEmpty()) {
        break;
      }
      version.append(version.isEmpty() ? "" : ".").append(part);
    }
    return version.toString();
  }
}
