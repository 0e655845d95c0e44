/**
 * Roll-ups of one second each over all topics, exact under late data: what is measured of a record,
 * how measures are added up, and the rows that are published, corrected and taken back.
 */
package io.logstream.functions.live;
