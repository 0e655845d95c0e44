/**
 * The asset inventory and the service catalogue in a database, asked while lines flow: PostgreSQL,
 * with Redis in front of it, and a cache in the process in front of both. No line waits for a
 * service that is down.
 */
package io.logstream.functions.enrich.directory;
