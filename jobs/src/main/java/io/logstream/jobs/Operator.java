package io.logstream.jobs;

import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Every operator of every job, with the uid that its state is found by after an upgrade and the
 * name that people read in the Flink UI. A uid is never changed or used again.
 */
public enum Operator {
  INGEST_SOURCE("ingest-source", "read logs.raw"),
  INGEST_CONTROL("ingest-control", "read control.*"),
  INGEST_ROUTE("ingest-route", "parse, normalise, enrich, validate, route"),
  INGEST_SINK("ingest-sink", "write logs, calls, flows, changes, payments, logs.dead"),
  INDEX_SOURCE("index-source", "read logs"),
  INDEX_SINK("index-sink", "write to Elasticsearch"),
  INDEX_CONTROL("index-control", "read control.rules"),
  INDEX_KEEP("index-keep", "delete indices whose days are over"),
  THREAT_SOURCE("threat-source", "read flows"),
  THREAT_READ("threat-read", "read"),
  THREAT_JOIN("threat-join", "join records of a connection"),
  THREAT_SCOPE("threat-scope", "to each scope"),
  THREAT_DETECT("threat-detect", "detect"),
  THREAT_SIGHT("threat-sight", "who uses what"),
  THREAT_RATE("threat-rate", "rate by prevalence"),
  THREAT_ALERT("threat-alert", "make alerts"),
  THREAT_CONTROL("threat-control", "read control.*"),
  THREAT_CHAIN_EVENTS("threat-chain-events", "alerts as events"),
  THREAT_CHAIN_ROUTE("threat-chain-route", "to each chain"),
  THREAT_CHAIN_MATCH("threat-chain-match", "match chains"),
  THREAT_CHAIN_ALERT("threat-chain-alert", "make alerts of chains"),
  THREAT_SINK("threat-sink", "write alerts, logs.dead"),
  ROOT_CAUSE_SOURCE("root-cause-source", "read logs, calls, changes"),
  ROOT_CAUSE_CONTROL("root-cause-control", "read control.patterns"),
  ROOT_CAUSE_EVENTS("root-cause-events", "as events of patterns"),
  ROOT_CAUSE_ANOMALIES("root-cause-anomalies", "anomalies as events"),
  ROOT_CAUSE_EDGES("root-cause-edges", "who calls whom"),
  ROOT_CAUSE_ROUTE("root-cause-route", "to each pattern"),
  ROOT_CAUSE_MATCH("root-cause-match", "match patterns"),
  ROOT_CAUSE_EXPLAIN("root-cause-explain", "explain incidents"),
  ROOT_CAUSE_JUDGE("root-cause-judge", "put requests together, find and rank what departs"),
  ROOT_CAUSE_SINK("root-cause-sink", "write incidents, logs.dead"),
  PAYMENT_SOURCE("payment-source", "read rides, payments, user-erasures"),
  PAYMENT_READ("payment-read", "read"),
  PAYMENT_SETTLE("payment-settle", "decide payments, keep users' states"),
  PAYMENT_SINK("payment-sink", "write payments.*, user-state, logs.dead"),
  PAYMENT_LEDGER_RECOVERY("payment-ledger-recovery", "roll back what failed tries prepared"),
  PAYMENT_LEDGER("payment-ledger", "write the ledger"),
  LIVE_SOURCE("live-source", "read logs, calls, flows, …"),
  LIVE_TALLY("live-tally", "measure, add up"),
  LIVE_ROLL_UP("live-roll-up", "roll up by the second"),
  LIVE_SINK("live-sink", "write metrics.live"),
  DEPENDENCY_SOURCE("dependency-source", "read calls"),
  DEPENDENCY_READ("dependency-read", "read"),
  DEPENDENCY_PAIR("dependency-pair", "pair both sides of calls"),
  DEPENDENCY_WINDOW("dependency-window", "sum in windows"),
  DEPENDENCY_SINK("dependency-sink", "write dependencies, dependencies.events, logs.dead"),
  CHANGE_SOURCE("change-source", "read changes, dependencies"),
  CHANGE_ASSESS("change-assess", "assess changes, watch what moves"),
  CHANGE_SINK("change-sink", "write change-impact, logs.dead"),
  PASS_SOURCE("pass-source", "read logs.raw"),
  PASS_COPY("pass-copy", "copy"),
  PASS_SINK("pass-sink", "write");

  private final String uid;
  private final String title;

  Operator(String uid, String title) {
    this.uid = uid;
    this.title = title;
  }

  /** The uid. */
  public String uid() {
    return uid;
  }

  /** The name in the UI. */
  public String title() {
    return title;
  }

  /** Gives a stream this uid and name. */
  public <T> SingleOutputStreamOperator<T> on(SingleOutputStreamOperator<T> stream) {
    return stream.uid(uid).name(title);
  }

  /** Gives a sink this uid and name. */
  public <T> DataStreamSink<T> on(DataStreamSink<T> sink) {
    return sink.uid(uid).name(title);
  }
}
