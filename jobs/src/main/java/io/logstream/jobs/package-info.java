/**
 * One class a job: its {@code main} reads options, builds the ends and calls {@code define}, which
 * tests call with ends of their own. Uids and names are in {@link io.logstream.jobs.Operator}.
 */
package io.logstream.jobs;
