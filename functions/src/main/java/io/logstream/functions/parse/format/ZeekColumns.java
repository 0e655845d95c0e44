package io.logstream.functions.parse.format;

import io.logstream.functions.event.IpAddresses;
import io.logstream.functions.parse.Cursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The columns that the releases of Zeek write by default, for tab-separated lines that come without
 * the header of their file. A log is known by its count of columns and by what stands in them; one
 * that is not known still has the time and the connection in front.
 */
final class ZeekColumns {

  /** A log's name and its columns. */
  record Layout(String log, List<String> columns) {}

  private static final String ID = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p ";

  private static final String CONN =
      ID
          + "proto service duration orig_bytes resp_bytes conn_state local_orig local_resp"
          + " missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents";
  private static final String DNS =
      ID
          + "proto trans_id rtt query qclass qclass_name qtype qtype_name rcode rcode_name AA TC RD"
          + " RA Z answers TTLs rejected";
  private static final String HTTP =
      ID
          + "trans_depth method host uri referrer version user_agent origin request_body_len"
          + " response_body_len status_code status_msg info_code info_msg tags username password"
          + " proxied orig_fuids orig_filenames orig_mime_types resp_fuids resp_filenames"
          + " resp_mime_types";
  private static final String HTTP_BRO =
      ID
          + "trans_depth method host uri referrer user_agent request_body_len response_body_len"
          + " status_code status_msg info_code info_msg filename tags username password proxied"
          + " orig_fuids orig_mime_types resp_fuids resp_mime_types";
  private static final String SSL =
      ID
          + "version cipher curve server_name resumed last_alert next_protocol established"
          + " ssl_history cert_chain_fps client_cert_chain_fps sni_matches_cert";
  private static final String SSL_3 =
      ID
          + "version cipher curve server_name resumed last_alert next_protocol established"
          + " cert_chain_fuids client_cert_chain_fuids subject issuer client_subject client_issuer";
  private static final String FILES =
      "ts fuid tx_hosts rx_hosts conn_uids source depth analyzers mime_type filename duration"
          + " local_orig is_orig seen_bytes total_bytes missing_bytes overflow_bytes timedout"
          + " parent_fuid md5 sha1 sha256 extracted extracted_cutoff extracted_size";
  private static final String FILES_5 =
      "ts fuid uid id.orig_h id.orig_p id.resp_h id.resp_p source depth analyzers mime_type"
          + " filename duration local_orig is_orig seen_bytes total_bytes missing_bytes"
          + " overflow_bytes timedout parent_fuid md5 sha1 sha256 extracted extracted_cutoff"
          + " extracted_size";
  private static final String NOTICE =
      ID
          + "fuid file_mime_type file_desc proto note msg sub src dst p n peer_descr actions"
          + " email_dest suppress_for remote_location.country_code remote_location.region"
          + " remote_location.city remote_location.latitude remote_location.longitude";
  private static final String SSH =
      ID
          + "version auth_success auth_attempts direction client server cipher_alg mac_alg"
          + " compression_alg kex_alg host_key_alg host_key";
  private static final String X509 =
      "ts id certificate.version certificate.serial certificate.subject certificate.issuer"
          + " certificate.not_valid_before certificate.not_valid_after certificate.key_alg"
          + " certificate.sig_alg certificate.key_type certificate.key_length certificate.exponent"
          + " certificate.curve san.dns san.uri san.email san.ip basic_constraints.ca"
          + " basic_constraints.path_len";
  private static final String X509_4 =
      X509.replace("ts id ", "ts fingerprint ") + " host_cert client_cert";

  private static final String DHCP =
      "ts uids client_addr server_addr mac host_name client_fqdn domain requested_addr"
          + " assigned_addr lease_time client_message server_message msg_types duration";
  private static final String SMTP =
      ID
          + "trans_depth helo mailfrom rcptto date from to cc reply_to msg_id in_reply_to subject"
          + " x_originating_ip first_received second_received last_reply path user_agent tls fuids";
  private static final String FTP =
      ID
          + "user password command arg mime_type file_size reply_code reply_msg"
          + " data_channel.passive data_channel.orig_h data_channel.resp_h data_channel.resp_p"
          + " fuid";
  private static final String SOFTWARE =
      "ts host host_p software_type name version.major version.minor version.minor2"
          + " version.minor3 version.addl unparsed_version";

  private static final List<Layout> LAYOUTS =
      List.of(
          layout("conn", CONN),
          layout("conn", CONN + " ip_proto"),
          layout("conn", CONN + " orig_l2_addr resp_l2_addr"),
          layout("conn", CONN + " vlan inner_vlan"),
          layout("conn", CONN + " community_id"),
          layout("dns", DNS),
          layout("dns", DNS.replace(" rtt", "")),
          layout("http", HTTP),
          layout("http", HTTP_BRO),
          layout("ssl", SSL),
          layout("ssl", SSL_3),
          layout("ssl", SSL_3 + " validation_status"),
          layout("ssl", SSL_3 + " validation_status ja3 ja3s"),
          layout("files", FILES),
          layout("files", FILES.replace(" extracted_cutoff extracted_size", "")),
          layout("files", FILES_5),
          layout("notice", NOTICE),
          layout("notice", NOTICE.replace(" email_dest", "")),
          layout("notice", NOTICE.replace(" email_dest suppress_for", " suppress_for dropped")),
          layout("weird", ID + "name addl notice peer source"),
          layout("weird", ID + "name addl notice peer"),
          layout("ssh", SSH),
          layout("x509", X509),
          layout("x509", X509_4),
          layout("dhcp", DHCP),
          layout("dhcp", ID + "mac assigned_ip lease_time trans_id"),
          layout("smtp", SMTP),
          layout("ftp", FTP),
          layout("software", SOFTWARE),
          layout("tunnel", ID + "tunnel_type action"),
          layout("dpd", ID + "proto analyzer failure_reason"),
          layout("known_services", "ts host port_num port_proto service"),
          layout("known_hosts", "ts host"),
          layout("known_certs", "ts host port_num subject issuer_subject serial"),
          layout("capture_loss", "ts ts_delta peer gaps acks percent_lost"),
          layout("packet_filter", "ts node filter init success"));

  private static final Set<String> STATES =
      Set.of(
          "S0", "S1", "SF", "REJ", "S2", "S3", "RSTO", "RSTR", "RSTOS0", "RSTRH", "SH", "SHR",
          "OTH");

  private static final Map<String, String> TYPES = new HashMap<>();

  static {
    types(
        "count",
        "trans_id qclass qtype rcode Z orig_bytes resp_bytes missed_bytes orig_pkts orig_ip_bytes"
            + " resp_pkts resp_ip_bytes trans_depth request_body_len response_body_len status_code"
            + " info_code depth seen_bytes total_bytes missing_bytes overflow_bytes auth_attempts"
            + " certificate.version certificate.key_length file_size reply_code gaps acks vlan");
    types(
        "bool",
        "AA TC RD RA rejected local_orig local_resp is_orig timedout resumed established notice"
            + " auth_success basic_constraints.ca tls init success sni_matches_cert");
    types("interval", "rtt duration suppress_for lease_time ts_delta");
    types(
        "set[string]",
        "tunnel_parents tags proxied analyzers actions tx_hosts rx_hosts conn_uids uids rcptto cc"
            + " service_set");
    types(
        "vector[string]",
        "answers TTLs orig_fuids orig_filenames orig_mime_types resp_fuids resp_filenames"
            + " resp_mime_types cert_chain_fuids client_cert_chain_fuids cert_chain_fps"
            + " client_cert_chain_fps san.dns san.uri san.email san.ip msg_types fuids path");
  }

  private ZeekColumns() {}

  private static Layout layout(String log, String columns) {
    return new Layout(log, List.of(columns.split(" ")));
  }

  private static void types(String type, String names) {
    for (String name : names.split(" ")) {
      TYPES.put(name, type);
    }
  }

  /** The type of a column that no header states. */
  static String type(String column) {
    return TYPES.getOrDefault(column, "string");
  }

  /** Whether a line has a time and the identity of a connection or of a file in front. */
  static boolean fits(String line) {
    int tab = line.indexOf('\t');
    if (tab < 3 || tab > 20 || !isTime(line, tab)) {
      return false;
    }
    return of(line.split("\t", -1)) != null;
  }

  private static boolean isTime(String line, int end) {
    int point = line.indexOf('.');
    if (point < 1 || point >= end || end - point != 7) {
      return false;
    }
    for (int i = 0; i < end; i++) {
      if (i != point && !Cursor.isDigit(line.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The layout that the values fit; null where they are of no log. */
  static Layout of(String[] values) {
    for (Layout layout : LAYOUTS) {
      if (layout.columns().size() == values.length && fits(layout, values)) {
        return layout;
      }
    }
    if (values.length > 6
        && isTime(values[0], values[0].length())
        && IpAddresses.isAddress(values[2])
        && Values.number(values[3]) >= 0
        && IpAddresses.isAddress(values[4])
        && Values.number(values[5]) >= 0) {
      List<String> columns = new ArrayList<>(List.of(ID.split(" ")));
      for (int i = columns.size(); i < values.length; i++) {
        columns.add("column" + (i + 1));
      }
      return new Layout("", columns);
    }
    return null;
  }

  private static boolean fits(Layout layout, String[] values) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < values.length; i++) {
      String column = layout.columns().get(i);
      String value = values[i];
      if (!seen.add(column) || !value.equals("-") && !isOf(layout.log(), column, value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOf(String log, String column, String value) {
    return switch (column) {
      case "ts" -> isTime(value, value.length());
      case "id.orig_h", "id.resp_h" -> IpAddresses.isAddress(value);
      case "host" -> log.equals("http") || IpAddresses.isAddress(value);
      case "id.orig_p", "id.resp_p", "port_num", "host_p" -> Values.number(value) >= 0;
      case "conn_state" -> STATES.contains(value);
      case "proto", "port_proto" -> Protocols.isKnown(value) || value.equals("unknown_transport");
      case "note", "tunnel_type", "software_type" -> value.contains("::");
      case "mac" -> value.length() == 17;
      case "fuid" -> value.startsWith("F") && value.length() > 10;
      case "id" -> value.startsWith("F") || value.startsWith("C");
      case "fingerprint" -> value.length() == 64;
      default ->
          switch (type(column)) {
            case "bool" -> value.equals("T") || value.equals("F");
            case "count" -> Values.number(value) >= 0;
            case "interval" -> Values.seconds(value) >= 0;
            default -> true;
          };
    };
  }
}
