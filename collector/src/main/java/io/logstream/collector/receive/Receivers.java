package io.logstream.collector.receive;

import io.logstream.collector.access.Tenants;
import io.logstream.collector.frame.FrameReceiver;
import io.netty.channel.Channel;

/** What is installed on the connections of each listener, after TLS and the PROXY protocol. */
public final class Receivers {

  private final Intake intake;
  private final Tenants tenants;
  private final int maxFrame;

  /**
   * Receivers that hand over to an intake.
   *
   * @param maxFrame bytes of a frame as it comes; four times as many when unpacked
   */
  public Receivers(Intake intake, Tenants tenants, int maxFrame) {
    this.intake = intake;
    this.tenants = tenants;
    this.maxFrame = maxFrame;
  }

  /** Syslog over TCP, with or without TLS. */
  public void syslog(Channel channel, String transport) {
    lines(channel, transport, "");
  }

  /** JSON lines over TCP, with or without TLS. */
  public void json(Channel channel, String transport) {
    lines(channel, transport, "json");
  }

  private void lines(Channel channel, String transport, String format) {
    channel
        .pipeline()
        .addLast(new TcpLines(intake, transport, format))
        .addLast(new CloseOnError(intake, transport));
  }

  /** RELP, with or without TLS. */
  public void relp(Channel channel, String transport) {
    channel
        .pipeline()
        .addLast(new RelpLines(intake, transport))
        .addLast(new CloseOnError(intake, transport));
  }

  /** The frames of {@code ship}. */
  public void frames(Channel channel, String transport) {
    channel
        .pipeline()
        .addLast(new FrameReceiver(intake, tenants, transport, maxFrame))
        .addLast(new CloseOnError(intake, transport));
  }

  /** Syslog over UDP. */
  public void syslogUdp(Channel channel) {
    channel.pipeline().addLast(UdpLines.syslog(intake));
  }

  /** GELF over UDP. */
  public void gelfUdp(Channel channel) {
    channel.pipeline().addLast(UdpLines.gelf(intake));
  }
}
