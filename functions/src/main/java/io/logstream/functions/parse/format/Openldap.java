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
 * OpenLDAP's {@code slapd} at log level stats: {@code conn=1001 fd=14 ACCEPT from
 * IP=192.0.2.7:51234 (IP=0.0.0.0:389)}, {@code conn=1001 op=0 BIND dn="cn=admin,dc=example,dc=org"
 * method=128}, {@code … RESULT tag=97 err=49 text=}.
 */
@AutoService(Format.class)
public final class Openldap implements Format {

  private static final String NAME = "openldap";
  private static final String AUTHENTICATION = "authentication";
  private static final String DATABASE = "database";

  private static final Phrases PHRASES =
      new Phrases(NAME)
          .on(
              new Meaning("connection_opened", null, "network", "connection", "start"),
              "ACCEPT from IP={openldap.peer} (IP={openldap.local})",
              "ACCEPT from IP={openldap.peer}",
              "ACCEPT from PATH={file.path} (PATH={*})",
              "TLS established tls_ssf={openldap.tls_ssf} ssf={openldap.ssf}"
                  + " tls_proto={tls.version} tls_cipher={tls.cipher}",
              "TLS established tls_ssf={openldap.tls_ssf} ssf={openldap.ssf}")
          .on(
              new Meaning("connection_closed", null, "network", "connection", "end"),
              "closed ({event.reason})",
              "closed")
          .on(
              new Meaning("bind", null, AUTHENTICATION, "info"),
              "BIND dn=\"{openldap.dn}\" method={openldap.method}",
              "BIND dn=\"{openldap.dn}\" mech={openldap.mech} bind_ssf={*}",
              "BIND dn=\"{openldap.dn}\" mech={openldap.mech} ssf={openldap.ssf}",
              "BIND authcid=\"{openldap.authcid}\" authzid=\"{openldap.authzid}\"")
          .on(new Meaning("unbind", null, AUTHENTICATION, "end"), "UNBIND")
          .on(
              new Meaning("search", null, DATABASE, "access"),
              "SRCH base=\"{openldap.base}\" scope={openldap.scope} deref={openldap.deref}"
                  + " filter=\"{openldap.filter}\"",
              "SRCH attr={openldap.attributes}")
          .on(
              new Meaning("search_result", null, DATABASE, "info"),
              "SEARCH RESULT tag={openldap.tag} err={error.code} qtime={openldap.qtime}"
                  + " etime={openldap.etime} nentries={openldap.entries} text={error.message}",
              "SEARCH RESULT tag={openldap.tag} err={error.code} duration={openldap.duration}"
                  + " nentries={openldap.entries} text={error.message}",
              "SEARCH RESULT tag={openldap.tag} err={error.code} nentries={openldap.entries}"
                  + " text={error.message}")
          .on(
              new Meaning("result", null, DATABASE, "info"),
              "RESULT tag={openldap.tag} err={error.code} qtime={openldap.qtime}"
                  + " etime={openldap.etime} text={error.message}",
              "RESULT tag={openldap.tag} err={error.code} duration={openldap.duration}"
                  + " text={error.message}",
              "RESULT tag={openldap.tag} err={error.code} text={error.message}",
              "RESULT oid={openldap.oid} err={error.code} qtime={openldap.qtime}"
                  + " etime={openldap.etime} text={error.message}",
              "RESULT oid={openldap.oid} err={error.code} text={error.message}")
          .on(
              new Meaning("change", null, DATABASE, "change"),
              "MOD dn=\"{openldap.dn}\"",
              "MOD attr={openldap.attributes}",
              "MODRDN dn=\"{openldap.dn}\"",
              "PASSMOD id=\"{openldap.dn}\" new",
              "PASSMOD id=\"{openldap.dn}\" old new",
              "PASSMOD new")
          .on(new Meaning("add", null, DATABASE, "creation"), "ADD dn=\"{openldap.dn}\"")
          .on(new Meaning("delete", null, DATABASE, "deletion"), "DEL dn=\"{openldap.dn}\"")
          .on(
              new Meaning("compare", null, DATABASE, "access"),
              "CMP dn=\"{openldap.dn}\" attr=\"{openldap.attributes}\"")
          .on(
              new Meaning("extended", null, DATABASE, "info"),
              "EXT oid={openldap.oid}",
              "STARTTLS",
              "WHOAMI")
          .on(new Meaning("abandon", null, DATABASE, "info"), "ABANDON msg={openldap.message}");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> programs() {
    return List.of("slapd", "openldap");
  }

  @Override
  public int fit(String line, Event outer) {
    return FIELDS;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    event.set(EcsField.MESSAGE, line);
    event.set(EcsField.SERVICE_TYPE, NAME);
    int at = 0;
    boolean hasConnection = false;
    for (String key : new String[] {"conn=", "fd=", "op="}) {
      if (line.startsWith(key, at)) {
        int end = line.indexOf(' ', at);
        if (end < 0) {
          return null;
        }
        hasConnection = true;
        long number = Values.number(line.substring(at + key.length(), end));
        if (number >= 0) {
          event.vendor("openldap." + key.substring(0, key.length() - 1), number);
        }
        at = end + 1;
      }
    }
    if (!hasConnection || !PHRASES.take(line.substring(at), event, context)) {
      return null;
    }
    event.set(EcsField.NETWORK_PROTOCOL, "ldap");
    event
        .vendorText("openldap.peer")
        .ifPresent(
            peer -> Values.hostPort(event, EcsField.SOURCE_ADDRESS, EcsField.SOURCE_PORT, peer));
    event
        .vendorText("openldap.local")
        .ifPresent(
            local ->
                Values.hostPort(
                    event, EcsField.DESTINATION_ADDRESS, EcsField.DESTINATION_PORT, local));
    if ("bind".equals(event.textOrNull(EcsField.EVENT_ACTION))) {
      event.vendorText("openldap.dn").ifPresent(dn -> event.set(EcsField.USER_NAME, name(dn)));
    }
    outcome(event);
    return null;
  }

  /** The value of a distinguished name's first part: {@code admin} of {@code cn=admin,dc=…}. */
  private static String name(String dn) {
    int equals = dn.indexOf('=');
    int comma = dn.indexOf(',');
    return equals < 0 ? dn : dn.substring(equals + 1, comma < equals ? dn.length() : comma);
  }

  /** Result codes of RFC 4511; 97 is the tag of a bind's response. */
  private static void outcome(Event event) {
    String code = event.textOrNull(EcsField.ERROR_CODE);
    if (code == null) {
      return;
    }
    boolean succeeded = code.equals("0");
    event.set(EcsField.EVENT_OUTCOME, succeeded ? "success" : "failure");
    if (event.vendorText("openldap.tag").filter("97"::equals).isPresent()) {
      event.set(EcsField.EVENT_CATEGORY, AUTHENTICATION);
      event.set(EcsField.EVENT_ACTION, "bind_result");
      event.set(EcsField.EVENT_TYPE, succeeded ? "start" : "info");
    }
    event
        .vendorText("openldap.etime")
        .ifPresent(
            seconds -> {
              long nanos = Values.seconds(seconds);
              if (nanos >= 0) {
                event.set(EcsField.EVENT_DURATION, nanos);
              }
            });
  }
}
