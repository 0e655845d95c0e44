/**
 * Packet captures to flows.
 *
 * <pre>
 * file ─▶ {@link io.logstream.local.pcap.CaptureReader} ─▶ {@link io.logstream.local.pcap.Packet}
 *      ─▶ {@link io.logstream.local.pcap.Connections} ─▶ {@link io.logstream.local.pcap.FlowLines}
 * </pre>
 *
 * <p>Both directions of a connection are one record. Records are lines as Zeek writes its JSON logs
 * (conn, dns, http, ssl), so that all that takes Zeek's logs takes them. There is no reassembly: a
 * name is read from the packet in which it begins.
 */
package io.logstream.local.pcap;
