package io.logstream.functions.threat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.Resources;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** A technique of MITRE ATT&amp;CK for Enterprise, version 16. */
public record Technique(String id, String name) {

  static final Technique APPLICATION_LAYER = new Technique("T1071", "Application Layer Protocol");
  static final Technique WEB_PROTOCOLS = new Technique("T1071.001", "Web Protocols");
  static final Technique DNS = new Technique("T1071.004", "DNS");
  static final Technique DOMAIN_GENERATION =
      new Technique("T1568.002", "Domain Generation Algorithms");
  static final Technique DYNAMIC_RESOLUTION = new Technique("T1568", "Dynamic Resolution");
  static final Technique PROTOCOL_TUNNELING = new Technique("T1572", "Protocol Tunneling");
  static final Technique SERVICE_DISCOVERY = new Technique("T1046", "Network Service Discovery");
  static final Technique ACTIVE_SCANNING = new Technique("T1595", "Active Scanning");
  static final Technique SCANNING_IP_BLOCKS = new Technique("T1595.001", "Scanning IP Blocks");
  static final Technique PASSWORD_GUESSING = new Technique("T1110.001", "Password Guessing");
  static final Technique PASSWORD_SPRAYING = new Technique("T1110.003", "Password Spraying");
  static final Technique VALID_ACCOUNTS = new Technique("T1078", "Valid Accounts");
  static final Technique EXFILTRATION =
      new Technique("T1048", "Exfiltration Over Alternative Protocol");
  static final Technique NON_STANDARD_PORT = new Technique("T1571", "Non-Standard Port");
  static final Technique REMOTE_SERVICES = new Technique("T1021", "Remote Services");

  private static final Map<String, String> NAMES = names();

  /** The technique of an id; its name is the id where {@code threat/techniques.tsv} has none. */
  static Technique of(String id) {
    return new Technique(id, NAMES.getOrDefault(id, id));
  }

  private static Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Resources.open(Technique.class, "/threat/techniques.tsv"), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        names.put(line.substring(0, tab), line.substring(tab + 1));
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException("threat/techniques.tsv", e);
    }
  }
}
