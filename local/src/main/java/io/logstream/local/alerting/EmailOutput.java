package io.logstream.local.alerting;

import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/**
 * Mails alerts by SMTP (RFC 5321): with TLS from the first byte where the address is {@code
 * smtps:}, by STARTTLS otherwise; in the clear to this machine alone. The {@code Message-ID} is the
 * same for each attempt at the same news, and what comes of one alert is one thread.
 */
public final class EmailOutput implements AlertOutput {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Session session;
  private final InternetAddress from;
  private final InternetAddress[] to;

  /**
   * Where mail goes.
   *
   * @param server {@code smtp://HOST[:PORT]} (587) or {@code smtps://HOST[:PORT]} (465)
   * @param user for SMTP AUTH; none where empty
   * @param from the sender's address
   * @param to the receivers' addresses
   */
  public record Options(URI server, String user, String password, String from, String to) {

    /** The password stays out of logs. */
    @Override
    public String toString() {
      return server + " from " + from + " to " + to;
    }
  }

  /**
   * @throws IllegalArgumentException if an address is none; the message says which
   */
  public EmailOutput(Options options, Duration timeout) {
    session = session(options, Long.toString(timeout.toMillis()));
    from = addresses("sender", options.from())[0];
    to = addresses("receiver", options.to());
  }

  private static Session session(Options options, String timeout) {
    boolean isSecure = String.valueOf(options.server().getScheme()).equals("smtps");
    String host = options.server().getHost();
    int port = options.server().getPort();
    Properties properties = new Properties();
    properties.put("mail.transport.protocol", "smtp");
    properties.put("mail.smtp.host", host);
    properties.put("mail.smtp.port", Integer.toString(port > 0 ? port : isSecure ? 465 : 587));
    properties.put("mail.smtp.ssl.enable", Boolean.toString(isSecure));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.starttls.enable", Boolean.toString(!isSecure));
    properties.put(
        "mail.smtp.starttls.required", Boolean.toString(!isSecure && !isThisMachine(host)));
    properties.put("mail.smtp.auth", Boolean.toString(!options.user().isEmpty()));
    for (String step : List.of("connectiontimeout", "timeout", "writetimeout")) {
      properties.put("mail.smtp." + step, timeout);
    }
    return Session.getInstance(
        properties,
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication(options.user(), options.password());
          }
        });
  }

  private static boolean isThisMachine(String host) {
    return LOOPBACK.contains(host);
  }

  private static InternetAddress[] addresses(String whose, String text) {
    try {
      InternetAddress[] addresses = InternetAddress.parse(text, true);
      for (InternetAddress address : addresses) {
        address.validate();
      }
      if (addresses.length > 0) {
        return addresses;
      }
    } catch (AddressException e) {
      throw new IllegalArgumentException(
          "mail: expected a %s's address, found \"%s\": %s".formatted(whose, text, e.getMessage()),
          e);
    }
    throw new IllegalArgumentException(
        "mail: expected a %s's address, found none".formatted(whose));
  }

  @Override
  public String name() {
    return "email";
  }

  @Override
  public void send(AlertNotice notice) throws IOException {
    try {
      Transport.send(message(notice));
    } catch (SMTPSendFailedException e) {
      if (isRefused(e.getCommand(), e.getReturnCode())) {
        throw new RefusedException("email: " + e.getMessage());
      }
      throw new IOException("email: " + e.getMessage(), e);
    } catch (MessagingException e) {
      throw new IOException("email: " + e.getMessage(), e);
    }
  }

  /**
   * Whether the server will not have this message. What it says of the sender or a receiver is an
   * operator's to mend, and holds for every alert.
   */
  static boolean isRefused(String command, int status) {
    return status / 100 == 5 && !command.startsWith("MAIL") && !command.startsWith("RCPT");
  }

  private MimeMessage message(AlertNotice notice) throws MessagingException {
    String key = name(notice.key());
    MimeMessage message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", key);
          }
        };
    message.setFrom(from);
    message.setRecipients(Message.RecipientType.TO, to);
    message.setSubject(subject(notice), StandardCharsets.UTF_8.name());
    message.setSentDate(new Date());
    message.setHeader("References", name(notice.id()));
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setText(body(notice), StandardCharsets.UTF_8.name());
    return message;
  }

  /** What alerts carry is not what a header may carry. */
  private static String name(String of) {
    return "<" + UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)) + "@logstream>";
  }

  private static String subject(AlertNotice notice) {
    String subject = "[%s] %s: %s".formatted(notice.severityText(), notice.title(), ends(notice));
    return subject.replaceAll("\\p{Cntrl}+", " ");
  }

  private static String ends(AlertNotice notice) {
    String domain = notice.text("/destination/domain");
    String destination = domain.isEmpty() ? notice.text("/destination/ip") : domain;
    return notice.text("/source/ip") + (destination.isEmpty() ? "" : " to " + destination);
  }

  private static String body(AlertNotice notice) {
    StringJoiner lines = new StringJoiner("\r\n");
    lines.add(notice.text("/explanation").replaceAll("\\R", "\r\n")).add("");
    line(lines, "Severity", notice.severityText());
    line(lines, "Claim", notice.text("/kind"));
    line(lines, "Source", notice.text("/source/ip"));
    line(lines, "Destination", notice.text("/destination/ip"));
    line(lines, "Domain", notice.text("/destination/domain"));
    line(lines, "Port", notice.text("/destination/port"));
    line(
        lines,
        "ATT&CK",
        (notice.text("/technique/id") + ' ' + notice.text("/technique/name")).strip());
    line(lines, "First seen", notice.text("/first_seen"));
    line(lines, "Last seen", notice.text("/last_seen"));
    line(lines, "Times", notice.text("/count"));
    line(lines, "Alert", notice.id());
    return lines.toString();
  }

  private static void line(StringJoiner lines, String name, String value) {
    if (!value.isEmpty()) {
      lines.add(name + ": " + value);
    }
  }

  @Override
  public void close() {}
}
