package io.logstream.local;

import io.logstream.local.stack.Member;
import io.logstream.local.stack.ProcessFacts;
import io.logstream.local.stack.Server;
import io.logstream.local.stack.Setup;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Members of a stack with their states. */
final class StatusTable {

  private static final String ROW = "%-18s %-10s %8s %8s %9s  %s%n";

  private final List<Member> members;

  StatusTable(List<Member> members) {
    this.members = members;
  }

  /** Prints a line a member; true if all serve. */
  boolean print(PrintWriter out) {
    out.printf(ROW, "NAME", "STATE", "PID", "MEMORY", "AGE", "ADDRESS");
    boolean allServe = true;
    List<Member> shown = members.stream().filter(member -> !(member instanceof Setup)).toList();
    for (Member member : shown) {
      Optional<ProcessFacts> facts =
          member instanceof Server server ? server.facts() : Optional.empty();
      String state = state(member, facts);
      allServe &= state.equals("ready");
      out.printf(
          ROW,
          member.name(),
          state,
          facts.map(f -> Long.toString(f.pid())).orElse("-"),
          facts.map(f -> (f.residentBytes() >> 20) + " MiB").orElse("-"),
          facts.map(f -> age(f.age())).orElse("-"),
          member.address());
    }
    out.flush();
    return allServe;
  }

  private static String state(Member member, Optional<ProcessFacts> facts) {
    if (!member.isRunning()) {
      return "stopped";
    }
    if (facts.isPresent() && facts.get().paused()) {
      return "paused";
    }
    return member.whyNotReady().isEmpty() ? "ready" : "not ready";
  }

  private static String age(Duration age) {
    return age.toHours() > 0
        ? "%dh %02dm".formatted(age.toHours(), age.toMinutesPart())
        : "%dm %02ds".formatted(age.toMinutesPart(), age.toSecondsPart());
  }
}
