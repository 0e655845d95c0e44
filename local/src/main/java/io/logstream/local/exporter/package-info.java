/**
 * What Prometheus cannot ask of Kafka, Elasticsearch and PostgreSQL themselves, in the names that
 * their usual exporters give it, so that dashboards and alerts hold where those are in use.
 */
package io.logstream.local.exporter;
