package io.logstream.local.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListeningTest {

  private static Set<Listening> here() throws Exception {
    return Listening.of(List.of(ProcessHandle.current().pid()));
  }

  @Test
  void whatIsOpenToANetworkIsSeen() throws Exception {
    try (ServerSocket open = new ServerSocket(0);
        DatagramSocket datagrams = new DatagramSocket(new InetSocketAddress("0.0.0.0", 0))) {
      assertThat(here())
          .filteredOn(socket -> !socket.isLoopback())
          .extracting(Listening::port)
          .contains(open.getLocalPort(), datagrams.getLocalPort());
    }
  }

  @Test
  void whatIsOpenToThisMachineIsToldFromIt() throws Exception {
    try (ServerSocket four = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        ServerSocket six = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      assertThat(here())
          .filteredOn(Listening::isLoopback)
          .extracting(Listening::port)
          .contains(four.getLocalPort(), six.getLocalPort());
    }
  }
}
