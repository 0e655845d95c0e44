package io.logstream.local;

import io.logstream.functions.threat.Severity;
import io.logstream.local.alerting.AlertOutput;
import io.logstream.local.alerting.AlertRelays;
import io.logstream.local.alerting.EmailOutput;
import io.logstream.local.alerting.SyslogOutput;
import io.logstream.local.alerting.WebhookOutput;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code logstream alert-outputs}: tells people of alerts. */
@Command(
    name = "alert-outputs",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tells a webhook, a syslog server and people by mail of alerts as they come: each alert once,"
          + " and again when it becomes more severe. An output that is down gets what it missed"
          + " when it is back; what it refuses goes to logs.dead.",
      "Runs until it is ended. What was told is remembered in --file."
    })
final class AlertOutputs implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT,…",
      defaultValue = "127.0.0.1:9092",
      description = "Kafka's brokers. Default: ${DEFAULT-VALUE}.")
  private String brokers;

  @Option(
      names = "--group",
      defaultValue = "alert-outputs",
      description = "The consumer group, one of its own an output. Default: ${DEFAULT-VALUE}.")
  private String group;

  @Option(
      names = "--severity",
      paramLabel = "low|medium|high|critical",
      defaultValue = "high",
      description = "Alerts below it are not told. Default: ${DEFAULT-VALUE}.")
  private Severity least;

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "Posts the alert's JSON there, with an Idempotency-Key.")
  private Optional<URI> webhook;

  @Option(
      names = "--webhook-token-file",
      paramLabel = "FILE",
      description = "A file with the webhook's bearer token. Default: none.")
  private Optional<Path> tokenFile;

  @Option(
      names = "--syslog",
      paramLabel = "HOST:PORT",
      description = "Writes alerts there in CEF: RFC 5424 over TCP, the length before each.")
  private Optional<String> syslog;

  @Option(
      names = "--smtp",
      paramLabel = "URL",
      description =
          "Mails alerts by that server: smtps://HOST[:PORT], or smtp://HOST[:PORT] with STARTTLS.")
  private Optional<URI> smtp;

  @Option(
      names = "--smtp-user",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Who sends, for a server that asks. Default: nobody.")
  private String smtpUser;

  @Option(
      names = "--smtp-password-file",
      paramLabel = "FILE",
      description = "A file with that user's password.")
  private Optional<Path> smtpPasswordFile;

  @Option(
      names = "--mail-from",
      paramLabel = "ADDRESS",
      defaultValue = "logstream@localhost",
      description = "The sender's address. Default: ${DEFAULT-VALUE}.")
  private String mailFrom;

  @Option(
      names = "--mail-to",
      paramLabel = "ADDRESS,…",
      defaultValue = "",
      description = "The receivers' addresses.")
  private String mailTo;

  @Option(
      names = "--file",
      defaultValue = "data/alert-outputs.db",
      description = "Remembers what was told. Default: ${DEFAULT-VALUE}.")
  private Path file;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<AlertOutput> outputs = outputs();
    try (OrderlyEnd end = new OrderlyEnd();
        AlertRelays relays =
            new AlertRelays(new AlertRelays.Options(brokers, group, least, file), outputs)) {
      end.ask(relays::end);
      try {
        relays.run();
      } finally {
        System.err.println(relays.summary());
      }
      return 0;
    }
  }

  private List<AlertOutput> outputs() throws IOException {
    List<AlertOutput> outputs = new ArrayList<>();
    if (webhook.isPresent()) {
      String scheme = String.valueOf(webhook.get().getScheme());
      if (!scheme.equals("http") && !scheme.equals("https") || webhook.get().getHost() == null) {
        throw expected("--webhook: expected http://… or https://…, found \"" + webhook.get() + '"');
      }
      String token = secret(tokenFile);
      outputs.add(new WebhookOutput(webhook.get(), token, TIMEOUT));
    }
    if (syslog.isPresent()) {
      outputs.add(new SyslogOutput(address(syslog.get()), TIMEOUT));
    }
    if (smtp.isPresent()) {
      outputs.add(email(smtp.get()));
    }
    if (outputs.isEmpty()) {
      throw expected("expected --webhook, --syslog or --smtp");
    }
    return outputs;
  }

  private EmailOutput email(URI server) throws IOException {
    String scheme = String.valueOf(server.getScheme());
    if (!scheme.equals("smtp") && !scheme.equals("smtps") || server.getHost() == null) {
      throw expected("--smtp: expected smtps://HOST or smtp://HOST, found \"" + server + '"');
    }
    try {
      return new EmailOutput(
          new EmailOutput.Options(server, smtpUser, secret(smtpPasswordFile), mailFrom, mailTo),
          TIMEOUT);
    } catch (IllegalArgumentException e) {
      throw expected(e.getMessage());
    }
  }

  private static String secret(Optional<Path> file) throws IOException {
    return file.isPresent() ? Files.readString(file.get()).strip() : "";
  }

  private InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
      throw expected("--syslog: expected HOST:PORT, found \"" + text + '"');
    }
    return InetSocketAddress.createUnresolved(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private ParameterException expected(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
