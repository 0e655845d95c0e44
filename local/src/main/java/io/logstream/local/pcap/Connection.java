package io.logstream.local.pcap;

import static io.logstream.local.pcap.Packet.ACK;
import static io.logstream.local.pcap.Packet.FIN;
import static io.logstream.local.pcap.Packet.RST;
import static io.logstream.local.pcap.Packet.SYN;

/**
 * Both directions of a connection, as they are seen. The originator is who sent its first packet.
 */
final class Connection {

  final String uid;
  final String originator;
  final String responder;
  final int originatorPort;
  final int responderPort;
  final int protocol;
  final long start;

  long end;
  long originatorPackets;
  long responderPackets;
  long originatorIpBytes;
  long responderIpBytes;
  long originatorBytes;
  long responderBytes;

  /** What it carries, by its content; empty where that is not known. */
  String service = "";

  private boolean hasSyn;
  private boolean isAccepted;
  private boolean isRejected;
  private boolean isResetByOriginator;
  private boolean isResetByResponder;
  private boolean isFinByOriginator;
  private boolean isFinByResponder;

  /**
   * @param isReversed whether the packet is the responder's, of a connection whose beginning was
   *     not captured
   */
  Connection(String uid, Packet first, boolean isReversed) {
    this.uid = uid;
    originator = isReversed ? first.destination() : first.source();
    responder = isReversed ? first.source() : first.destination();
    originatorPort = isReversed ? first.destinationPort() : first.sourcePort();
    responderPort = isReversed ? first.sourcePort() : first.destinationPort();
    protocol = first.protocol();
    start = first.time();
    end = first.time();
  }

  boolean isFromOriginator(Packet packet) {
    return packet.source().equals(originator)
        && (isPortless() || packet.sourcePort() == originatorPort);
  }

  private boolean isPortless() {
    return protocol != Packet.TCP && protocol != Packet.UDP;
  }

  void add(Packet packet) {
    end = Math.max(end, packet.time());
    if (isFromOriginator(packet)) {
      originatorPackets++;
      originatorIpBytes += packet.length();
      originatorBytes += packet.payloadLength();
      hasSyn |= packet.has(SYN) && !packet.has(ACK);
      isResetByOriginator |= packet.has(RST);
      isFinByOriginator |= packet.has(FIN);
    } else {
      responderPackets++;
      responderIpBytes += packet.length();
      responderBytes += packet.payloadLength();
      isAccepted |= packet.has(SYN) && packet.has(ACK);
      isRejected |= hasSyn && !isAccepted && packet.has(RST);
      isResetByResponder |= packet.has(RST);
      isFinByResponder |= packet.has(FIN);
    }
  }

  /** Whether no more packets of it are expected. */
  boolean isOver() {
    return isResetByOriginator || isResetByResponder || isFinByOriginator && isFinByResponder;
  }

  /** How far it got, in Zeek's terms. */
  String state() {
    if (protocol != Packet.TCP) {
      return responderPackets > 0 ? "SF" : "S0";
    }
    if (!hasSyn) {
      return "OTH";
    }
    if (isRejected) {
      return "REJ";
    }
    if (!isAccepted) {
      return isResetByOriginator ? "RSTOS0" : "S0";
    }
    if (isResetByOriginator || isResetByResponder) {
      return isResetByOriginator ? "RSTO" : "RSTR";
    }
    return isFinByOriginator && isFinByResponder
        ? "SF"
        : isFinByOriginator ? "S2" : isFinByResponder ? "S3" : "S1";
  }
}
