package io.logstream.collector.receive;

import io.logstream.collector.line.Source;
import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;

/** What is installed on the connections of each listener. */
public final class Receivers {

  private final Intake intake;

  /** Receivers that hand over to an intake. */
  public Receivers(Intake intake) {
    this.intake = intake;
  }

  /** Syslog over TCP. */
  public void syslogTcp(Channel channel) {
    String transport = "syslog+tcp";
    InetSocketAddress peer = ((SocketChannel) channel).remoteAddress();
    channel
        .pipeline()
        .addLast(new WireBytes(intake.metrics().transport(transport)))
        .addLast(
            new TcpLines(
                intake,
                Source.by(transport)
                    .peer(peer.getAddress().getHostAddress(), peer.getPort())
                    .region(intake.region())
                    .build(),
                true))
        .addLast(new CloseOnError(intake, transport, peer));
  }

  /** Syslog over UDP. */
  public void syslogUdp(Channel channel) {
    channel.pipeline().addLast(new UdpLines(intake));
  }
}
