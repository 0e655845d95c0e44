#!/bin/sh
# Submits the jobs that do not run yet. A job that was stopped with a savepoint is started from it by hand: flink run -s.
set -eu
jobmanager=jobmanager:8081
jar=/opt/flink/usrlib/logstream-jobs.jar
running=$(/opt/flink/bin/flink list -r -m "$jobmanager")
submit() {
  name=$1; class=$2; shift 2
  case "$running" in *" : $name "*) echo "$name runs"; return ;; esac
  /opt/flink/bin/flink run -d -m "$jobmanager" -p 2 -c "io.logstream.jobs.$class" "$jar" "$@"
}
submit ingest IngestJob --brokers kafka:9092
submit index IndexJob --brokers kafka:9092 --elasticsearch http://elasticsearch:9200
submit dependency DependencyJob --brokers kafka:9092
submit root-cause RootCauseJob --brokers kafka:9092
submit threat ThreatJob --brokers kafka:9092
submit live-metrics LiveMetricsJob --brokers kafka:9092
submit payment PaymentJob --brokers kafka:9092 --ledger "jdbc:postgresql://postgresql:5432/ledger?user=logstream&password=$POSTGRES_PASSWORD"
