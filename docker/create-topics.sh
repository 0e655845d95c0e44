#!/bin/sh
# Creates the topics that are not there: name, partitions, days kept (compact: the last record of a key, for ever; journal: that, and
# every record of the last year; 128m: so many MiB a partition, for records with the times of events, which may be old when they come).
set -eu
create() {
  case "$3" in
    compact) settings="--config cleanup.policy=compact" ;;
    journal) settings="--config cleanup.policy=compact --config min.compaction.lag.ms=31536000000" ;;
    *m) settings="--config retention.ms=-1 --config retention.bytes=$((${3%m} << 20)) --config segment.bytes=$((${3%m} << 19))" ;;
    *) settings="--config retention.ms=$(($3 * 86400000))" ;;
  esac
  # shellcheck disable=SC2086 # words on purpose
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --topic "$1" --partitions "$2" $settings
}
create logs.raw 4 3
create logs 4 1024m
create logs.security 4 1024m
create logs.archive 4 1024m
create logs.dead 4 7
create calls 4 1024m
create flows 4 1024m
create changes 4 128m
create dependencies 4 compact
create dependencies.events 4 128m
create change-impact 4 128m
create alerts 4 128m
create incidents 4 128m
create findings 4 128m
create rides 12 3
create payments 12 7
create payments.settled 12 7
create payments.refused 12 7
create user-state 12 compact
create user-erasures 1 7
create metrics.live 1 1
create control.rules 1 journal
create control.patterns 1 journal
create control.thresholds 1 journal
create control.reference 1 journal
create feedback 1 compact
