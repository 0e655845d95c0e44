package io.logstream.collector.http;

/**
 * What a JSON text takes in memory as a tree, known before it is read: {@code [[],[],[],…} becomes
 * more than thirty times its size. Counts what the objects of Jackson's tree take at least on a
 * 64-bit machine, and trusts nothing: a text that is no JSON has its figure too.
 */
final class JsonMemory {

  private static final int OBJECT = 200;
  private static final int ARRAY = 120;
  private static final int MEMBER = 60;
  private static final int ELEMENT = 50;

  private JsonMemory() {}

  /** Bytes of the largest of the values that stand one after the other in a text. */
  static long ofLargest(byte[] text) {
    long largest = 0;
    long sum = 0;
    int depth = 0;
    boolean isString = false;
    for (int i = 0; i < text.length; i++) {
      byte b = text[i];
      if (isString) {
        if (b == '\\') {
          i++;
        } else if (b == '"') {
          isString = false;
        }
        continue;
      }
      switch (b) {
        case '"' -> isString = true;
        case '{' -> {
          depth++;
          sum += OBJECT;
        }
        case '[' -> {
          depth++;
          sum += ARRAY;
        }
        case '}', ']' -> {
          depth--;
          if (depth <= 0) {
            largest = Math.max(largest, sum);
            sum = 0;
          }
        }
        case ':' -> sum += MEMBER;
        case ',' -> sum += ELEMENT;
        default -> {}
      }
    }
    return Math.max(largest, sum);
  }
}
