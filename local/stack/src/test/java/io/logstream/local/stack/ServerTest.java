package io.logstream.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a process of the stack, with a small one of its own in place of a server. */
final class ServerTest {

  @TempDir Path folder;
  private Stack stack;

  @AfterEach
  void end() {
    if (stack != null) {
      stack.kill();
    }
  }

  @Test
  void startedTwiceItIsOneProcess() {
    JavaService service = service("one", TestService.SERVES);
    service.start();
    long pid = service.process().orElseThrow().pid();
    service.start();
    assertThat(service.process().orElseThrow().pid()).isEqualTo(pid);
    assertThat(service.whyNotReady()).isEmpty();
  }

  @Test
  void anotherStackOnTheSameFolderFindsAndEndsIt() {
    JavaService service = service("one", TestService.SERVES);
    service.start();
    JavaService seenByAnother =
        new JavaService("one", new StackFolder(folder), spec(TestService.SERVES, port(stack)));
    assertThat(seenByAnother.isRunning()).isTrue();
    seenByAnother.stop();
    assertThat(service.isRunning()).isFalse();
  }

  @Test
  void anOccupiedPortIsNamedWithItsHolder() throws Exception {
    JavaService service = service("one", TestService.SERVES);
    int port = port(stack);
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(service::start)
          .isInstanceOf(StackException.class)
          .hasMessageContaining("one needs port " + other.getLocalPort())
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    assertThat(service.isRunning()).isFalse();
  }

  @Test
  void aProcessThatDiesAtItsStartIsReportedWithTheEndOfItsLog() {
    JavaService dies = service("dies", TestService.DIES);
    assertThatThrownBy(dies::start)
        .isInstanceOf(StackException.class)
        .hasMessageContaining("dies ended at its start")
        .hasMessageContaining("no disk, no glory");
    assertThat(dies.isRunning()).isFalse();
  }

  @Test
  void ifOneFailsThoseStartedWithItEndAndThoseBeforeStay() {
    JavaService before = service("before", TestService.SERVES);
    before.start();
    JavaService fine =
        stack.add(
            new JavaService("fine", stack.folder(), spec(TestService.SERVES, port(stack) + 1)));
    JavaService dies =
        stack.add(new JavaService("dies", stack.folder(), spec(TestService.DIES, port(stack) + 2)));
    assertThatThrownBy(() -> stack.start(List.of(before, fine, dies))).hasMessageContaining("dies");
    assertThat(fine.isRunning()).isFalse();
    assertThat(before.isRunning()).isTrue();
  }

  @Test
  void stopEndsOnlyWhatTheStackStarted() throws Exception {
    JavaService service = service("one", TestService.SERVES);
    // A note about a process id that belongs to somebody else by now: this very test.
    long own = ProcessHandle.current().pid();
    Files.writeString(
        stack.folder().run("one"), "pid=" + own + "\nstarted=2020-01-01T00\\:00\\:00Z\n");
    service.stop();
    assertThat(ProcessHandle.current().isAlive()).isTrue();
    assertThat(service.isRunning()).isFalse();
  }

  @Test
  void pausedItIsNotReadyAndResumedItIs() {
    JavaService service = service("one", TestService.SERVES);
    service.start();
    service.pause();
    // The system says so once each of its threads has stopped.
    await().until(() -> service.facts().orElseThrow().paused());
    service.resume();
    service.awaitReady();
    assertThat(service.facts().orElseThrow().paused()).isFalse();
  }

  @Test
  void killedItIsGoneAndRestartsAsAnotherProcess() {
    JavaService service = service("one", TestService.SERVES);
    service.start();
    long pid = service.process().orElseThrow().pid();
    service.kill();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    service.start();
    assertThat(service.process().orElseThrow().pid()).isNotEqualTo(pid);
  }

  private JavaService service(String name, String how) {
    stack = new Stack(StackOptions.forTests(folder));
    return stack.add(new JavaService(name, stack.folder(), spec(how, port(stack))));
  }

  private static int port(Stack stack) {
    return stack.options().ports().base() + Port.SPAN - 5;
  }

  private static JavaService.Spec spec(String how, int port) {
    return new JavaService.Spec(
        new JavaCommand(
                Path.of("target/test-classes").toAbsolutePath().toString(),
                TestService.class.getName())
            .heap("16m")
            .quickStart()
            .argument(how)
            .argument(port),
        List.of(),
        List.of(port),
        null,
        "127.0.0.1:" + port);
  }
}
