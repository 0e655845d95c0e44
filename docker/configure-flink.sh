#!/bin/sh
# Puts Flink's configuration together from its parts and starts what is asked for: jobmanager, taskmanager, sql-gateway.
set -eu
conf=/opt/logstream/flink-conf
cat "$conf/common/config.yaml" "$conf/compose/config.yaml" "$conf/single-jobmanager/config.yaml" > /opt/flink/conf/config.yaml
cp "$conf/log4j.properties" /opt/flink/conf/log4j-console.properties
case "$1" in
  sql-gateway) exec /opt/flink/bin/sql-gateway.sh start-foreground ;;
  *) exec /docker-entrypoint.sh "$1" ;;
esac
