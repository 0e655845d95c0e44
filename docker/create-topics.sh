#!/bin/sh
# Creates the topics that are not there: name, partitions, days kept (compact: the last record of a key, for ever;
# journal: that, and every record of the last year).
set -eu
create() {
  case "$3" in
    compact) settings="--config cleanup.policy=compact" ;;
    journal) settings="--config cleanup.policy=compact --config min.compaction.lag.ms=31536000000" ;;
    *) settings="--config retention.ms=$(($3 * 86400000))" ;;
  esac
  # shellcheck disable=SC2086 # words on purpose
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --topic "$1" --partitions "$2" $settings
}
create logs.raw 4 3
create logs 4 3
create logs.security 4 3
create logs.archive 4 3
create logs.dead 4 7
create calls 4 3
create flows 4 3
create changes 4 7
create dependencies 4 compact
create dependencies.events 4 7
create change-impact 4 7
create alerts 4 7
create incidents 4 7
create findings 4 7
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
