package io.logstream.functions.event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of the Elastic Common Schema, version {@value #SCHEMA_VERSION}, that LogStream fills,
 * and {@code log.template.*}, its one addition.
 *
 * <p>The constants stand in the order in which {@link EventJson} writes them: fields of one object
 * are neighbours. A test holds that order. The search index template is generated from this list,
 * so that a field cannot be written that is not mapped.
 */
public enum EcsField {
  TIMESTAMP("@timestamp", Type.DATE),
  AGENT_NAME("agent.name", Type.KEYWORD),
  AGENT_TYPE("agent.type", Type.KEYWORD),
  AGENT_VERSION("agent.version", Type.KEYWORD),
  CLIENT_ADDRESS("client.address", Type.KEYWORD),
  CLIENT_IP("client.ip", Type.IP),
  CLIENT_PORT("client.port", Type.LONG),
  CLOUD_ACCOUNT_ID("cloud.account.id", Type.KEYWORD),
  CLOUD_AVAILABILITY_ZONE("cloud.availability_zone", Type.KEYWORD),
  CLOUD_INSTANCE_ID("cloud.instance.id", Type.KEYWORD),
  CLOUD_PROVIDER("cloud.provider", Type.KEYWORD),
  CLOUD_REGION("cloud.region", Type.KEYWORD),
  CONTAINER_ID("container.id", Type.KEYWORD),
  CONTAINER_IMAGE_NAME("container.image.name", Type.KEYWORD),
  CONTAINER_NAME("container.name", Type.KEYWORD),
  DATA_STREAM_DATASET("data_stream.dataset", Type.KEYWORD),
  DATA_STREAM_NAMESPACE("data_stream.namespace", Type.KEYWORD),
  DATA_STREAM_TYPE("data_stream.type", Type.KEYWORD),
  DESTINATION_ADDRESS("destination.address", Type.KEYWORD),
  DESTINATION_AS_NUMBER("destination.as.number", Type.LONG),
  DESTINATION_AS_ORGANIZATION_NAME("destination.as.organization.name", Type.KEYWORD),
  DESTINATION_BYTES("destination.bytes", Type.LONG),
  DESTINATION_DOMAIN("destination.domain", Type.KEYWORD),
  DESTINATION_GEO_CITY_NAME("destination.geo.city_name", Type.KEYWORD),
  DESTINATION_GEO_CONTINENT_CODE("destination.geo.continent_code", Type.KEYWORD),
  DESTINATION_GEO_COUNTRY_ISO_CODE("destination.geo.country_iso_code", Type.KEYWORD),
  DESTINATION_GEO_COUNTRY_NAME("destination.geo.country_name", Type.KEYWORD),
  DESTINATION_GEO_LOCATION("destination.geo.location", Type.GEO_POINT),
  DESTINATION_GEO_NAME("destination.geo.name", Type.KEYWORD),
  DESTINATION_GEO_REGION_ISO_CODE("destination.geo.region_iso_code", Type.KEYWORD),
  DESTINATION_GEO_REGION_NAME("destination.geo.region_name", Type.KEYWORD),
  DESTINATION_IP("destination.ip", Type.IP),
  DESTINATION_MAC("destination.mac", Type.KEYWORD),
  DESTINATION_NAT_IP("destination.nat.ip", Type.IP),
  DESTINATION_NAT_PORT("destination.nat.port", Type.LONG),
  DESTINATION_PACKETS("destination.packets", Type.LONG),
  DESTINATION_PORT("destination.port", Type.LONG),
  DESTINATION_REGISTERED_DOMAIN("destination.registered_domain", Type.KEYWORD),
  DESTINATION_SUBDOMAIN("destination.subdomain", Type.KEYWORD),
  DESTINATION_TOP_LEVEL_DOMAIN("destination.top_level_domain", Type.KEYWORD),
  DESTINATION_USER_DOMAIN("destination.user.domain", Type.KEYWORD),
  DESTINATION_USER_ID("destination.user.id", Type.KEYWORD),
  DESTINATION_USER_NAME("destination.user.name", Type.KEYWORD),
  DEVICE_ID("device.id", Type.KEYWORD),
  DNS_ANSWERS("dns.answers", Type.OBJECT),
  DNS_HEADER_FLAGS("dns.header_flags", Type.KEYWORD, true),
  DNS_ID("dns.id", Type.KEYWORD),
  DNS_OP_CODE("dns.op_code", Type.KEYWORD),
  DNS_QUESTION_CLASS("dns.question.class", Type.KEYWORD),
  DNS_QUESTION_NAME("dns.question.name", Type.KEYWORD),
  DNS_QUESTION_REGISTERED_DOMAIN("dns.question.registered_domain", Type.KEYWORD),
  DNS_QUESTION_SUBDOMAIN("dns.question.subdomain", Type.KEYWORD),
  DNS_QUESTION_TOP_LEVEL_DOMAIN("dns.question.top_level_domain", Type.KEYWORD),
  DNS_QUESTION_TYPE("dns.question.type", Type.KEYWORD),
  DNS_RESOLVED_IP("dns.resolved_ip", Type.IP, true),
  DNS_RESPONSE_CODE("dns.response_code", Type.KEYWORD),
  DNS_TYPE("dns.type", Type.KEYWORD),
  ECS_VERSION("ecs.version", Type.KEYWORD),
  EMAIL_ATTACHMENTS("email.attachments", Type.OBJECT),
  EMAIL_BCC_ADDRESS("email.bcc.address", Type.KEYWORD, true),
  EMAIL_CC_ADDRESS("email.cc.address", Type.KEYWORD, true),
  EMAIL_DELIVERY_TIMESTAMP("email.delivery_timestamp", Type.DATE),
  EMAIL_DIRECTION("email.direction", Type.KEYWORD),
  EMAIL_FROM_ADDRESS("email.from.address", Type.KEYWORD, true),
  EMAIL_LOCAL_ID("email.local_id", Type.KEYWORD),
  EMAIL_MESSAGE_ID("email.message_id", Type.KEYWORD),
  EMAIL_ORIGINATION_TIMESTAMP("email.origination_timestamp", Type.DATE),
  EMAIL_REPLY_TO_ADDRESS("email.reply_to.address", Type.KEYWORD, true),
  EMAIL_SENDER_ADDRESS("email.sender.address", Type.KEYWORD),
  EMAIL_SUBJECT("email.subject", Type.TEXT),
  EMAIL_TO_ADDRESS("email.to.address", Type.KEYWORD, true),
  EMAIL_X_MAILER("email.x_mailer", Type.KEYWORD),
  ERROR_CODE("error.code", Type.KEYWORD),
  ERROR_ID("error.id", Type.KEYWORD),
  ERROR_MESSAGE("error.message", Type.TEXT),
  ERROR_STACK_TRACE("error.stack_trace", Type.TEXT),
  ERROR_TYPE("error.type", Type.KEYWORD),
  EVENT_ACTION("event.action", Type.KEYWORD),
  EVENT_CATEGORY("event.category", Type.KEYWORD, true),
  EVENT_CODE("event.code", Type.KEYWORD),
  EVENT_CREATED("event.created", Type.DATE),
  EVENT_DATASET("event.dataset", Type.KEYWORD),
  EVENT_DURATION("event.duration", Type.LONG),
  EVENT_END("event.end", Type.DATE),
  EVENT_HASH("event.hash", Type.KEYWORD),
  EVENT_ID("event.id", Type.KEYWORD),
  EVENT_INGESTED("event.ingested", Type.DATE),
  EVENT_KIND("event.kind", Type.KEYWORD),
  EVENT_MODULE("event.module", Type.KEYWORD),
  EVENT_ORIGINAL("event.original", Type.TEXT),
  EVENT_OUTCOME("event.outcome", Type.KEYWORD),
  EVENT_PROVIDER("event.provider", Type.KEYWORD),
  EVENT_REASON("event.reason", Type.KEYWORD),
  EVENT_REFERENCE("event.reference", Type.KEYWORD),
  EVENT_RISK_SCORE("event.risk_score", Type.DOUBLE),
  EVENT_SEQUENCE("event.sequence", Type.LONG),
  EVENT_SEVERITY("event.severity", Type.LONG),
  EVENT_START("event.start", Type.DATE),
  EVENT_TIMEZONE("event.timezone", Type.KEYWORD),
  EVENT_TYPE("event.type", Type.KEYWORD, true),
  EVENT_URL("event.url", Type.KEYWORD),
  FILE_DIRECTORY("file.directory", Type.KEYWORD),
  FILE_EXTENSION("file.extension", Type.KEYWORD),
  FILE_HASH_MD5("file.hash.md5", Type.KEYWORD),
  FILE_HASH_SHA1("file.hash.sha1", Type.KEYWORD),
  FILE_HASH_SHA256("file.hash.sha256", Type.KEYWORD),
  FILE_MIME_TYPE("file.mime_type", Type.KEYWORD),
  FILE_MODE("file.mode", Type.KEYWORD),
  FILE_NAME("file.name", Type.KEYWORD),
  FILE_OWNER("file.owner", Type.KEYWORD),
  FILE_PATH("file.path", Type.KEYWORD),
  FILE_SIZE("file.size", Type.LONG),
  FILE_TARGET_PATH("file.target_path", Type.KEYWORD),
  FILE_TYPE("file.type", Type.KEYWORD),
  GROUP_ID("group.id", Type.KEYWORD),
  GROUP_NAME("group.name", Type.KEYWORD),
  HOST_ARCHITECTURE("host.architecture", Type.KEYWORD),
  HOST_DOMAIN("host.domain", Type.KEYWORD),
  HOST_HOSTNAME("host.hostname", Type.KEYWORD),
  HOST_ID("host.id", Type.KEYWORD),
  HOST_IP("host.ip", Type.IP, true),
  HOST_MAC("host.mac", Type.KEYWORD, true),
  HOST_NAME("host.name", Type.KEYWORD),
  HOST_OS_FAMILY("host.os.family", Type.KEYWORD),
  HOST_OS_KERNEL("host.os.kernel", Type.KEYWORD),
  HOST_OS_NAME("host.os.name", Type.KEYWORD),
  HOST_OS_PLATFORM("host.os.platform", Type.KEYWORD),
  HOST_OS_TYPE("host.os.type", Type.KEYWORD),
  HOST_OS_VERSION("host.os.version", Type.KEYWORD),
  HTTP_REQUEST_BODY_BYTES("http.request.body.bytes", Type.LONG),
  HTTP_REQUEST_BODY_CONTENT("http.request.body.content", Type.TEXT),
  HTTP_REQUEST_BYTES("http.request.bytes", Type.LONG),
  HTTP_REQUEST_ID("http.request.id", Type.KEYWORD),
  HTTP_REQUEST_METHOD("http.request.method", Type.KEYWORD),
  HTTP_REQUEST_MIME_TYPE("http.request.mime_type", Type.KEYWORD),
  HTTP_REQUEST_REFERRER("http.request.referrer", Type.KEYWORD),
  HTTP_RESPONSE_BODY_BYTES("http.response.body.bytes", Type.LONG),
  HTTP_RESPONSE_BODY_CONTENT("http.response.body.content", Type.TEXT),
  HTTP_RESPONSE_BYTES("http.response.bytes", Type.LONG),
  HTTP_RESPONSE_MIME_TYPE("http.response.mime_type", Type.KEYWORD),
  HTTP_RESPONSE_STATUS_CODE("http.response.status_code", Type.LONG),
  HTTP_VERSION("http.version", Type.KEYWORD),
  LABELS("labels", Type.OBJECT),
  LOG_FILE_PATH("log.file.path", Type.KEYWORD),
  LOG_LEVEL("log.level", Type.KEYWORD),
  LOG_LOGGER("log.logger", Type.KEYWORD),
  LOG_ORIGIN_FILE_LINE("log.origin.file.line", Type.LONG),
  LOG_ORIGIN_FILE_NAME("log.origin.file.name", Type.KEYWORD),
  LOG_ORIGIN_FUNCTION("log.origin.function", Type.KEYWORD),
  LOG_SYSLOG_APPNAME("log.syslog.appname", Type.KEYWORD),
  LOG_SYSLOG_FACILITY_CODE("log.syslog.facility.code", Type.LONG),
  LOG_SYSLOG_FACILITY_NAME("log.syslog.facility.name", Type.KEYWORD),
  LOG_SYSLOG_HOSTNAME("log.syslog.hostname", Type.KEYWORD),
  LOG_SYSLOG_MSGID("log.syslog.msgid", Type.KEYWORD),
  LOG_SYSLOG_PRIORITY("log.syslog.priority", Type.LONG),
  LOG_SYSLOG_PROCID("log.syslog.procid", Type.KEYWORD),
  LOG_SYSLOG_SEVERITY_CODE("log.syslog.severity.code", Type.LONG),
  LOG_SYSLOG_SEVERITY_NAME("log.syslog.severity.name", Type.KEYWORD),
  LOG_SYSLOG_STRUCTURED_DATA("log.syslog.structured_data", Type.OBJECT),
  LOG_SYSLOG_VERSION("log.syslog.version", Type.KEYWORD),
  LOG_TEMPLATE_ID("log.template.id", Type.KEYWORD),
  LOG_TEMPLATE_PARAMETERS("log.template.parameters", Type.KEYWORD, true),
  LOG_TEMPLATE_TEXT("log.template.text", Type.KEYWORD),
  MESSAGE("message", Type.TEXT),
  NETWORK_APPLICATION("network.application", Type.KEYWORD),
  NETWORK_BYTES("network.bytes", Type.LONG),
  NETWORK_COMMUNITY_ID("network.community_id", Type.KEYWORD),
  NETWORK_DIRECTION("network.direction", Type.KEYWORD),
  NETWORK_FORWARDED_IP("network.forwarded_ip", Type.IP),
  NETWORK_IANA_NUMBER("network.iana_number", Type.KEYWORD),
  NETWORK_INNER("network.inner", Type.OBJECT),
  NETWORK_NAME("network.name", Type.KEYWORD),
  NETWORK_PACKETS("network.packets", Type.LONG),
  NETWORK_PROTOCOL("network.protocol", Type.KEYWORD),
  NETWORK_TRANSPORT("network.transport", Type.KEYWORD),
  NETWORK_TYPE("network.type", Type.KEYWORD),
  NETWORK_VLAN_ID("network.vlan.id", Type.KEYWORD),
  NETWORK_VLAN_NAME("network.vlan.name", Type.KEYWORD),
  OBSERVER_EGRESS_INTERFACE_ALIAS("observer.egress.interface.alias", Type.KEYWORD),
  OBSERVER_EGRESS_INTERFACE_NAME("observer.egress.interface.name", Type.KEYWORD),
  OBSERVER_EGRESS_VLAN_ID("observer.egress.vlan.id", Type.KEYWORD),
  OBSERVER_EGRESS_ZONE("observer.egress.zone", Type.KEYWORD),
  OBSERVER_HOSTNAME("observer.hostname", Type.KEYWORD),
  OBSERVER_INGRESS_INTERFACE_ALIAS("observer.ingress.interface.alias", Type.KEYWORD),
  OBSERVER_INGRESS_INTERFACE_NAME("observer.ingress.interface.name", Type.KEYWORD),
  OBSERVER_INGRESS_VLAN_ID("observer.ingress.vlan.id", Type.KEYWORD),
  OBSERVER_INGRESS_ZONE("observer.ingress.zone", Type.KEYWORD),
  OBSERVER_IP("observer.ip", Type.IP, true),
  OBSERVER_MAC("observer.mac", Type.KEYWORD, true),
  OBSERVER_NAME("observer.name", Type.KEYWORD),
  OBSERVER_OS_VERSION("observer.os.version", Type.KEYWORD),
  OBSERVER_PRODUCT("observer.product", Type.KEYWORD),
  OBSERVER_SERIAL_NUMBER("observer.serial_number", Type.KEYWORD),
  OBSERVER_TYPE("observer.type", Type.KEYWORD),
  OBSERVER_VENDOR("observer.vendor", Type.KEYWORD),
  OBSERVER_VERSION("observer.version", Type.KEYWORD),
  ORCHESTRATOR_API_VERSION("orchestrator.api_version", Type.KEYWORD),
  ORCHESTRATOR_CLUSTER_NAME("orchestrator.cluster.name", Type.KEYWORD),
  ORCHESTRATOR_NAMESPACE("orchestrator.namespace", Type.KEYWORD),
  ORCHESTRATOR_RESOURCE_NAME("orchestrator.resource.name", Type.KEYWORD),
  ORCHESTRATOR_RESOURCE_TYPE("orchestrator.resource.type", Type.KEYWORD),
  ORCHESTRATOR_TYPE("orchestrator.type", Type.KEYWORD),
  ORGANIZATION_ID("organization.id", Type.KEYWORD),
  ORGANIZATION_NAME("organization.name", Type.KEYWORD),
  PROCESS_ARGS("process.args", Type.KEYWORD, true),
  PROCESS_ARGS_COUNT("process.args_count", Type.LONG),
  PROCESS_COMMAND_LINE("process.command_line", Type.KEYWORD),
  PROCESS_ENTITY_ID("process.entity_id", Type.KEYWORD),
  PROCESS_EXECUTABLE("process.executable", Type.KEYWORD),
  PROCESS_EXIT_CODE("process.exit_code", Type.LONG),
  PROCESS_HASH_MD5("process.hash.md5", Type.KEYWORD),
  PROCESS_HASH_SHA256("process.hash.sha256", Type.KEYWORD),
  PROCESS_NAME("process.name", Type.KEYWORD),
  PROCESS_PARENT_COMMAND_LINE("process.parent.command_line", Type.KEYWORD),
  PROCESS_PARENT_EXECUTABLE("process.parent.executable", Type.KEYWORD),
  PROCESS_PARENT_NAME("process.parent.name", Type.KEYWORD),
  PROCESS_PARENT_PID("process.parent.pid", Type.LONG),
  PROCESS_PID("process.pid", Type.LONG),
  PROCESS_THREAD_ID("process.thread.id", Type.LONG),
  PROCESS_THREAD_NAME("process.thread.name", Type.KEYWORD),
  PROCESS_TITLE("process.title", Type.KEYWORD),
  PROCESS_WORKING_DIRECTORY("process.working_directory", Type.KEYWORD),
  REGISTRY_DATA_STRINGS("registry.data.strings", Type.KEYWORD, true),
  REGISTRY_KEY("registry.key", Type.KEYWORD),
  REGISTRY_PATH("registry.path", Type.KEYWORD),
  REGISTRY_VALUE("registry.value", Type.KEYWORD),
  RELATED_HASH("related.hash", Type.KEYWORD, true),
  RELATED_HOSTS("related.hosts", Type.KEYWORD, true),
  RELATED_IP("related.ip", Type.IP, true),
  RELATED_USER("related.user", Type.KEYWORD, true),
  RULE_CATEGORY("rule.category", Type.KEYWORD),
  RULE_DESCRIPTION("rule.description", Type.KEYWORD),
  RULE_ID("rule.id", Type.KEYWORD),
  RULE_NAME("rule.name", Type.KEYWORD),
  RULE_REFERENCE("rule.reference", Type.KEYWORD),
  RULE_RULESET("rule.ruleset", Type.KEYWORD),
  RULE_UUID("rule.uuid", Type.KEYWORD),
  RULE_VERSION("rule.version", Type.KEYWORD),
  SERVER_ADDRESS("server.address", Type.KEYWORD),
  SERVER_IP("server.ip", Type.IP),
  SERVER_PORT("server.port", Type.LONG),
  SERVICE_ADDRESS("service.address", Type.KEYWORD),
  SERVICE_ENVIRONMENT("service.environment", Type.KEYWORD),
  SERVICE_EPHEMERAL_ID("service.ephemeral_id", Type.KEYWORD),
  SERVICE_ID("service.id", Type.KEYWORD),
  SERVICE_NAME("service.name", Type.KEYWORD),
  SERVICE_NODE_NAME("service.node.name", Type.KEYWORD),
  SERVICE_STATE("service.state", Type.KEYWORD),
  SERVICE_TARGET_ADDRESS("service.target.address", Type.KEYWORD),
  SERVICE_TARGET_NAME("service.target.name", Type.KEYWORD),
  SERVICE_TARGET_TYPE("service.target.type", Type.KEYWORD),
  SERVICE_TYPE("service.type", Type.KEYWORD),
  SERVICE_VERSION("service.version", Type.KEYWORD),
  SOURCE_ADDRESS("source.address", Type.KEYWORD),
  SOURCE_AS_NUMBER("source.as.number", Type.LONG),
  SOURCE_AS_ORGANIZATION_NAME("source.as.organization.name", Type.KEYWORD),
  SOURCE_BYTES("source.bytes", Type.LONG),
  SOURCE_DOMAIN("source.domain", Type.KEYWORD),
  SOURCE_GEO_CITY_NAME("source.geo.city_name", Type.KEYWORD),
  SOURCE_GEO_CONTINENT_CODE("source.geo.continent_code", Type.KEYWORD),
  SOURCE_GEO_COUNTRY_ISO_CODE("source.geo.country_iso_code", Type.KEYWORD),
  SOURCE_GEO_COUNTRY_NAME("source.geo.country_name", Type.KEYWORD),
  SOURCE_GEO_LOCATION("source.geo.location", Type.GEO_POINT),
  SOURCE_GEO_NAME("source.geo.name", Type.KEYWORD),
  SOURCE_GEO_REGION_ISO_CODE("source.geo.region_iso_code", Type.KEYWORD),
  SOURCE_GEO_REGION_NAME("source.geo.region_name", Type.KEYWORD),
  SOURCE_IP("source.ip", Type.IP),
  SOURCE_MAC("source.mac", Type.KEYWORD),
  SOURCE_NAT_IP("source.nat.ip", Type.IP),
  SOURCE_NAT_PORT("source.nat.port", Type.LONG),
  SOURCE_PACKETS("source.packets", Type.LONG),
  SOURCE_PORT("source.port", Type.LONG),
  SOURCE_REGISTERED_DOMAIN("source.registered_domain", Type.KEYWORD),
  SOURCE_SUBDOMAIN("source.subdomain", Type.KEYWORD),
  SOURCE_TOP_LEVEL_DOMAIN("source.top_level_domain", Type.KEYWORD),
  SOURCE_USER_DOMAIN("source.user.domain", Type.KEYWORD),
  SOURCE_USER_ID("source.user.id", Type.KEYWORD),
  SOURCE_USER_NAME("source.user.name", Type.KEYWORD),
  SPAN_ID("span.id", Type.KEYWORD),
  TAGS("tags", Type.KEYWORD, true),
  THREAT_FRAMEWORK("threat.framework", Type.KEYWORD),
  THREAT_INDICATOR_TYPE("threat.indicator.type", Type.KEYWORD),
  THREAT_TACTIC_ID("threat.tactic.id", Type.KEYWORD, true),
  THREAT_TACTIC_NAME("threat.tactic.name", Type.KEYWORD, true),
  THREAT_TECHNIQUE_ID("threat.technique.id", Type.KEYWORD, true),
  THREAT_TECHNIQUE_NAME("threat.technique.name", Type.KEYWORD, true),
  TLS_CIPHER("tls.cipher", Type.KEYWORD),
  TLS_CLIENT_HASH_SHA1("tls.client.hash.sha1", Type.KEYWORD),
  TLS_CLIENT_ISSUER("tls.client.issuer", Type.KEYWORD),
  TLS_CLIENT_JA3("tls.client.ja3", Type.KEYWORD),
  TLS_CLIENT_SERVER_NAME("tls.client.server_name", Type.KEYWORD),
  TLS_CLIENT_SUBJECT("tls.client.subject", Type.KEYWORD),
  TLS_CLIENT_SUPPORTED_CIPHERS("tls.client.supported_ciphers", Type.KEYWORD, true),
  TLS_CURVE("tls.curve", Type.KEYWORD),
  TLS_ESTABLISHED("tls.established", Type.BOOLEAN),
  TLS_NEXT_PROTOCOL("tls.next_protocol", Type.KEYWORD),
  TLS_RESUMED("tls.resumed", Type.BOOLEAN),
  TLS_SERVER_HASH_SHA1("tls.server.hash.sha1", Type.KEYWORD),
  TLS_SERVER_ISSUER("tls.server.issuer", Type.KEYWORD),
  TLS_SERVER_JA3S("tls.server.ja3s", Type.KEYWORD),
  TLS_SERVER_NOT_AFTER("tls.server.not_after", Type.DATE),
  TLS_SERVER_NOT_BEFORE("tls.server.not_before", Type.DATE),
  TLS_SERVER_SUBJECT("tls.server.subject", Type.KEYWORD),
  TLS_VERSION("tls.version", Type.KEYWORD),
  TLS_VERSION_PROTOCOL("tls.version_protocol", Type.KEYWORD),
  TRACE_ID("trace.id", Type.KEYWORD),
  TRANSACTION_ID("transaction.id", Type.KEYWORD),
  URL_DOMAIN("url.domain", Type.KEYWORD),
  URL_EXTENSION("url.extension", Type.KEYWORD),
  URL_FRAGMENT("url.fragment", Type.KEYWORD),
  URL_FULL("url.full", Type.KEYWORD),
  URL_ORIGINAL("url.original", Type.KEYWORD),
  URL_PASSWORD("url.password", Type.KEYWORD),
  URL_PATH("url.path", Type.KEYWORD),
  URL_PORT("url.port", Type.LONG),
  URL_QUERY("url.query", Type.KEYWORD),
  URL_REGISTERED_DOMAIN("url.registered_domain", Type.KEYWORD),
  URL_SCHEME("url.scheme", Type.KEYWORD),
  URL_SUBDOMAIN("url.subdomain", Type.KEYWORD),
  URL_TOP_LEVEL_DOMAIN("url.top_level_domain", Type.KEYWORD),
  URL_USERNAME("url.username", Type.KEYWORD),
  USER_CHANGES_NAME("user.changes.name", Type.KEYWORD),
  USER_DOMAIN("user.domain", Type.KEYWORD),
  USER_EFFECTIVE_ID("user.effective.id", Type.KEYWORD),
  USER_EFFECTIVE_NAME("user.effective.name", Type.KEYWORD),
  USER_EMAIL("user.email", Type.KEYWORD),
  USER_FULL_NAME("user.full_name", Type.KEYWORD),
  USER_GROUP_ID("user.group.id", Type.KEYWORD),
  USER_GROUP_NAME("user.group.name", Type.KEYWORD),
  USER_ID("user.id", Type.KEYWORD),
  USER_NAME("user.name", Type.KEYWORD),
  USER_ROLES("user.roles", Type.KEYWORD, true),
  USER_TARGET_DOMAIN("user.target.domain", Type.KEYWORD),
  USER_TARGET_ID("user.target.id", Type.KEYWORD),
  USER_TARGET_NAME("user.target.name", Type.KEYWORD),
  USER_AGENT_DEVICE_NAME("user_agent.device.name", Type.KEYWORD),
  USER_AGENT_NAME("user_agent.name", Type.KEYWORD),
  USER_AGENT_ORIGINAL("user_agent.original", Type.KEYWORD),
  USER_AGENT_OS_FULL("user_agent.os.full", Type.KEYWORD),
  USER_AGENT_OS_NAME("user_agent.os.name", Type.KEYWORD),
  USER_AGENT_OS_VERSION("user_agent.os.version", Type.KEYWORD),
  USER_AGENT_VERSION("user_agent.version", Type.KEYWORD),
  VULNERABILITY_ID("vulnerability.id", Type.KEYWORD, true),
  VULNERABILITY_SEVERITY("vulnerability.severity", Type.KEYWORD),
  X509_ALTERNATIVE_NAMES("x509.alternative_names", Type.KEYWORD, true),
  X509_ISSUER_DISTINGUISHED_NAME("x509.issuer.distinguished_name", Type.KEYWORD),
  X509_NOT_AFTER("x509.not_after", Type.DATE),
  X509_NOT_BEFORE("x509.not_before", Type.DATE),
  X509_SERIAL_NUMBER("x509.serial_number", Type.KEYWORD),
  X509_SUBJECT_DISTINGUISHED_NAME("x509.subject.distinguished_name", Type.KEYWORD);

  /** The version of the schema that {@code ecs.version} states. */
  public static final String SCHEMA_VERSION = "8.17.0";

  /** What a field holds, in the schema's terms. */
  public enum Type {
    /** A short string that is matched whole. */
    KEYWORD,
    /** Prose or code that is searched by its words. */
    TEXT,
    /** An IPv4 or IPv6 address in text form. */
    IP,
    /** A 64-bit integer. */
    LONG,
    /** A 64-bit floating-point number. */
    DOUBLE,
    /** True or false. */
    BOOLEAN,
    /**
     * A point in time, kept as nanoseconds since 1970-01-01T00:00:00Z and written as ISO 8601 in
     * UTC.
     */
    DATE,
    /** A latitude and longitude, {@code "lat,lon"}. */
    GEO_POINT,
    /** A JSON object whose keys the schema does not fix, kept as JSON text. */
    OBJECT
  }

  private static final EcsField[] ALL = values();
  private static final Map<String, EcsField> BY_PATH = new HashMap<>();

  static {
    for (EcsField field : ALL) {
      BY_PATH.put(field.path, field);
    }
  }

  private final String path;
  private final List<String> segments;
  private final Type type;
  private final boolean many;

  EcsField(String path, Type type) {
    this(path, type, false);
  }

  EcsField(String path, Type type, boolean many) {
    this.path = path;
    this.segments = List.of(path.split("\\."));
    this.type = type;
    this.many = many;
  }

  /** The field with a dotted path such as {@code source.ip}. */
  public static Optional<EcsField> ofPath(String path) {
    return Optional.ofNullable(BY_PATH.get(path));
  }

  /** How many fields there are. */
  static int count() {
    return ALL.length;
  }

  /** The field with that ordinal. */
  static EcsField at(int ordinal) {
    return ALL[ordinal];
  }

  /** The dotted path, for example {@code source.ip}. */
  public String path() {
    return path;
  }

  /** The path's parts, outermost first. */
  public List<String> segments() {
    return segments;
  }

  /** The type of the value, or of each value where there are many. */
  public Type type() {
    return type;
  }

  /** Whether the field holds a list of values. */
  public boolean many() {
    return many;
  }
}
