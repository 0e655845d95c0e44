package io.logstream.local.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.control.QueryRule;
import io.logstream.functions.threat.Severity;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The statement that a rule is run by.
 *
 * @param job the name of its job, which says what it runs: another query has another name
 * @param text one INSERT
 */
record RuleStatement(String job, String text) {

  /** What the names of all such jobs begin with. */
  static final String PREFIX = "rule-";

  /** The statement of a rule. */
  static RuleStatement of(QueryRule rule) {
    String text =
        switch (rule.destination()) {
          case FINDINGS -> findings(rule);
          case ALERTS -> alerts(rule);
        };
    CRC32C hash = new CRC32C();
    hash.update(text.getBytes(UTF_8));
    return new RuleStatement("%s%s@%08x".formatted(PREFIX, rule.id(), hash.getValue()), text);
  }

  private static String findings(QueryRule rule) {
    return """
    INSERT INTO live.findings (id, job, subject, measure, `value`, text, `from`, `to`)
    SELECT CONCAT('%1$s:', subject, ':', CAST(`to` AS STRING)), '%1$s', subject, 'value', CAST(`value` AS DOUBLE), text,
      CAST(`from` AS TIMESTAMP_LTZ(3)), CAST(`to` AS TIMESTAMP_LTZ(3))
    FROM (
    %2$s
    )\
    """
        .formatted(rule.id(), rule.query());
  }

  private static String alerts(QueryRule rule) {
    return """
    INSERT INTO live.new_alerts
    SELECT subject, 1, CONCAT('%1$s:', subject), '%1$s', 'chain', 1e0, %3$se0, '%4$s', ROW('TA0001', 'Several tactics'), ROW(subject),
      ROW(CAST(NULL AS STRING), CAST(NULL AS INT), CAST(NULL AS STRING)), CAST(NULL AS STRING),
      CAST(`from` AS TIMESTAMP_LTZ(3)), CAST(`to` AS TIMESTAMP_LTZ(3)), CAST(1 AS BIGINT), text,
      MAP['value', CAST(`value` AS DOUBLE)], MAP['severity', %3$se0], ARRAY['rule:%1$s']
    FROM (
    %2$s
    )\
    """
        .formatted(
            rule.id(),
            rule.query(),
            Severity.valueOf(rule.severity().name()).worth(),
            rule.severity().name().toLowerCase(Locale.ROOT));
  }
}
