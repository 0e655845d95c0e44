package io.logstream.local.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SplittableRandom;

/**
 * Lines that mean harm or came to it: random bytes, broken UTF-8, deep and unclosed JSON, times
 * that never were, half a stack trace, and now and then one of five megabytes.
 */
final class HostileLines {

  private static final int HUGE = 5_000_000;
  private static final int HUGE_EACH = 2_500;

  private HostileLines() {}

  static byte[] line(int i, SplittableRandom random) {
    if (i % HUGE_EACH == 1) {
      return ("{\"message\":\"" + "x".repeat(HUGE) + "\"}").getBytes(UTF_8);
    }
    return switch (i % 10) {
      case 0 -> bytes(random, 1 + random.nextInt(400));
      case 1 -> brokenUtf8(random);
      case 2 -> "{\"a\":".repeat(1 + random.nextInt(3_000)).getBytes(UTF_8);
      case 3 -> "[".repeat(1 + random.nextInt(5_000)).getBytes(UTF_8);
      case 4 ->
          "<34>Feb 30 25:61:%d host su: at no time at all"
              .formatted(random.nextInt(1_000))
              .getBytes(UTF_8);
      case 5 ->
          "{\"@timestamp\":\"%d-99-99T99:99:99Z\",\"message\":\"never\"}"
              .formatted(random.nextLong())
              .getBytes(UTF_8);
      case 6 -> "\tat com.example.Half.trace(Half.java:%d)".formatted(i).getBytes(UTF_8);
      case 7 ->
          "<%d>1 %s host app - - [x@1 a=\"%s"
              .formatted(random.nextInt(), "9".repeat(30), "\\".repeat(random.nextInt(50)))
              .getBytes(UTF_8);
      case 8 ->
          "{\"source\":{\"ip\":\"300.1.2.3\",\"port\":%d},\"event\":\"text\",\"host\":[1,{}]}"
              .formatted(random.nextLong())
              .getBytes(UTF_8);
      default -> "k=v ".repeat(random.nextInt(3_000)).concat("\"").getBytes(UTF_8);
    };
  }

  private static byte[] brokenUtf8(SplittableRandom random) {
    byte[] line = "level=info msg=\"caf\u00e9 \u4e16\u754c\"".getBytes(UTF_8);
    line[random.nextInt(line.length)] = (byte) (0x80 | random.nextInt(0x80));
    return line;
  }

  private static byte[] bytes(SplittableRandom random, int length) {
    byte[] line = new byte[length];
    random.nextBytes(line);
    return line;
  }
}
