package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.format.Phrases.Meaning;
import java.util.List;

/**
 * The messages of OpenSSH's server, up to 9.8 those of {@code sshd}, since then of {@code
 * sshd-session} too. The user names in them are what a stranger typed.
 */
@AutoService(Format.class)
public final class Sshd implements Format {

  private static final String NAME = "sshd";
  private static final String AUTHENTICATION = "authentication";

  private static final Meaning LOGIN = new Meaning("ssh_login", "success", AUTHENTICATION, "start");
  private static final Meaning REFUSED =
      new Meaning("ssh_login", "failure", AUTHENTICATION, "info");
  private static final Meaning INVALID_USER =
      new Meaning("ssh_invalid_user", "failure", AUTHENTICATION, "info");
  private static final Meaning TOO_MANY =
      new Meaning("ssh_too_many_failures", "failure", AUTHENTICATION, "info");
  private static final Meaning OPENED =
      new Meaning("ssh_connection_opened", "success", "network", "connection", "start");
  private static final Meaning CLOSED =
      new Meaning("ssh_connection_closed", null, "network", "connection", "end");
  private static final Meaning CLOSED_BEFORE_LOGIN =
      new Meaning("ssh_closed_before_login", "failure", "network", "connection", "end");
  private static final Meaning PROTOCOL_ERROR =
      new Meaning("ssh_protocol_error", "failure", "network", "protocol", "error");
  private static final Meaning STARTED =
      new Meaning("ssh_server_started", "success", "process", "start");
  private static final Meaning STOPPED = new Meaning("ssh_server_stopped", null, "process", "end");
  private static final Meaning SUBSYSTEM = new Meaning("ssh_subsystem", null, "session", "info");

  private static final Phrases PHRASES =
      new Phrases(NAME)
          .on(
              LOGIN,
              "Accepted {openssh.method} for {>user.name} from {source.address} port {source.port}"
                  + " ssh2: {openssh.key}",
              "Accepted {openssh.method} for {>user.name} from {source.address} port {source.port}"
                  + " {openssh.protocol}")
          .on(
              REFUSED,
              "Failed {openssh.method} for invalid user {>user.name} from {source.address} port"
                  + " {source.port} ssh2: {openssh.key}",
              "Failed {openssh.method} for invalid user {>user.name} from {source.address} port"
                  + " {source.port} {openssh.protocol}",
              "Failed {openssh.method} for {>user.name} from {source.address} port {source.port}"
                  + " ssh2: {openssh.key}",
              "Failed {openssh.method} for {>user.name} from {source.address} port {source.port}"
                  + " {openssh.protocol}",
              "message repeated {openssh.repeated} times: [ Failed {openssh.method} for invalid"
                  + " user {>user.name} from {source.address} port {source.port}"
                  + " {openssh.protocol}]",
              "message repeated {openssh.repeated} times: [ Failed {openssh.method} for"
                  + " {>user.name} from {source.address} port {source.port} {openssh.protocol}]",
              "User {>user.name} from {source.address} not allowed because {event.reason}",
              "User {>user.name} not allowed because {event.reason}",
              "ROOT LOGIN REFUSED FROM {source.address} port {source.port}",
              "Postponed {openssh.method} for {>user.name} from {source.address} port {source.port}"
                  + " {openssh.protocol}",
              "error: PAM: {event.reason} for illegal user {>user.name} from {source.address}",
              "error: PAM: {event.reason} for {>user.name} from {source.address}",
              "Authentication refused: {event.reason}",
              "Address {source.address} maps to {source.domain}, but this does not map back to the"
                  + " address{*}",
              "reverse mapping checking getaddrinfo for {source.domain} [{source.address}]"
                  + " failed{*}")
          .on(
              INVALID_USER,
              "Invalid user {>user.name} from {source.address} port {source.port}",
              "Invalid user {>user.name} from {source.address}",
              "input_userauth_request: invalid user {user.name} [{openssh.stage}]")
          .on(
              TOO_MANY,
              "error: maximum authentication attempts exceeded for invalid user {>user.name} from"
                  + " {source.address} port {source.port} {openssh.protocol} [{openssh.stage}]",
              "error: maximum authentication attempts exceeded for {>user.name} from"
                  + " {source.address} port {source.port} {openssh.protocol} [{openssh.stage}]",
              "Disconnecting authenticating user {>user.name} {source.address} port {source.port}:"
                  + " Too many authentication failures{*}",
              "Disconnecting invalid user {>user.name} {source.address} port {source.port}: Too"
                  + " many authentication failures{*}",
              "Disconnecting: Too many authentication failures{*}",
              "PAM {openssh.failures} more authentication failures; {openssh.pam}",
              "PAM {openssh.failures} more authentication failure; {openssh.pam}",
              "PAM service(sshd) ignoring max retries; {event.reason}")
          .on(
              OPENED,
              "Connection from {source.address} port {source.port} on {destination.address} port"
                  + " {destination.port} rdomain {openssh.rdomain}",
              "Connection from {source.address} port {source.port} on {destination.address} port"
                  + " {destination.port}",
              "Connection from {source.address} port {source.port}")
          .on(
              CLOSED_BEFORE_LOGIN,
              "Connection closed by authenticating user {>user.name} {source.address} port"
                  + " {source.port} [preauth]",
              "Connection closed by invalid user {>user.name} {source.address} port {source.port}"
                  + " [preauth]",
              "Connection reset by authenticating user {>user.name} {source.address} port"
                  + " {source.port} [preauth]",
              "Connection reset by invalid user {>user.name} {source.address} port {source.port}"
                  + " [preauth]",
              "Disconnected from authenticating user {>user.name} {source.address} port"
                  + " {source.port} [preauth]",
              "Disconnected from invalid user {>user.name} {source.address} port {source.port}"
                  + " [preauth]",
              "Connection closed by {source.address} port {source.port} [preauth]",
              "Connection closed by {source.address} [preauth]",
              "Connection reset by {source.address} port {source.port} [preauth]",
              "Received disconnect from {source.address} port"
                  + " {source.port}:{openssh.disconnect_code}: {event.reason} [preauth]",
              "Received disconnect from {source.address}: {openssh.disconnect_code}: {event.reason}"
                  + " [preauth]",
              "Disconnected from {source.address} port {source.port} [preauth]",
              "Did not receive identification string from {source.address} port {source.port}",
              "Did not receive identification string from {source.address}",
              "Timeout before authentication for connection from {source.address} to"
                  + " {destination.address}, pid = {*}",
              "Timeout before authentication for {source.address} port {source.port}",
              "fatal: Timeout before authentication for {source.address} port {source.port}",
              "drop connection #{openssh.connection} from [{source.address}]:{source.port} on"
                  + " [{destination.address}]:{destination.port} {event.reason}")
          .on(
              CLOSED,
              "Disconnected from user {>user.name} {source.address} port {source.port}",
              "Received disconnect from {source.address} port"
                  + " {source.port}:{openssh.disconnect_code}: {event.reason}",
              "Received disconnect from {source.address}: {openssh.disconnect_code}:"
                  + " {event.reason}",
              "Connection closed by {source.address} port {source.port}",
              "Connection reset by {source.address} port {source.port}",
              "Disconnected from {source.address} port {source.port}",
              "Close session: user {user.name} from {source.address} port {source.port} id"
                  + " {openssh.session}",
              "Timeout, client not responding from user {user.name} {source.address} port"
                  + " {source.port}")
          .on(
              PROTOCOL_ERROR,
              "Bad protocol version identification '{>openssh.banner}' from {source.address} port"
                  + " {source.port}",
              "Bad protocol version identification '{>openssh.banner}' from {source.address}",
              "error: kex_exchange_identification: {error.message}",
              "error: kex_protocol_error: {error.message}",
              "banner exchange: Connection from {source.address} port {source.port}:"
                  + " {error.message}",
              "Unable to negotiate with {source.address} port {source.port}: {error.message}"
                  + " [preauth]",
              "ssh_dispatch_run_fatal: Connection from {source.address} port {source.port}:"
                  + " {error.message}",
              "error: {error.message}",
              "fatal: {error.message}")
          .on(STARTED, "Server listening on {destination.address} port {destination.port}.")
          .on(
              STOPPED,
              "Received signal {openssh.signal}; terminating.",
              "Exiting on signal {openssh.signal}")
          .on(
              SUBSYSTEM,
              "subsystem request for {openssh.subsystem} by user {user.name}",
              "subsystem request for {openssh.subsystem}",
              "Starting session: {openssh.session_type} for {user.name} from {source.address} port"
                  + " {source.port} id {openssh.session}",
              "User child is on pid {openssh.child}");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> programs() {
    return List.of("sshd", "sshd-session", "sshd-auth");
  }

  @Override
  public int fit(String line, Event outer) {
    return FIELDS;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    event.set(EcsField.MESSAGE, line);
    event.set(EcsField.NETWORK_PROTOCOL, "ssh");
    if (!PHRASES.take(line, event, context)) {
      event.remove(EcsField.NETWORK_PROTOCOL);
    }
    String method = event.vendorText("openssh.method").orElse("");
    if (method.startsWith("keyboard-interactive")) {
      event.vendor("openssh.method", "keyboard-interactive");
    }
    return null;
  }
}
