package io.logstream.functions.parse;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns the bytes of a line into text: UTF-8, and where they are not that, Latin-1, in which every
 * byte is some character and none is lost. Bytes that no text has (NUL and other controls) are
 * refused.
 */
public final class RawText {

  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  /** The text of a line, without a line feed or carriage return at its end. */
  public String decode(byte[] bytes) throws ParseException {
    int length = bytes.length;
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
      length--;
    }
    boolean ascii = true;
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      if (b < 0) {
        ascii = false;
      } else if (b < 0x20 && !isTextControl(b)) {
        throw new ParseException(
            "text: expected no control character, found 0x%02x at byte %d".formatted(b, i));
      }
    }
    if (ascii) {
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
    try {
      return utf8.decode(ByteBuffer.wrap(bytes, 0, length)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * Tab, line feed, form feed, carriage return, the escape of coloured terminal output, and the
   * group separator with which auditd sets off the names that it looked up.
   */
  private static boolean isTextControl(byte b) {
    return b == '\t' || b == '\n' || b == '\r' || b == '\f' || b == 0x1b || b == 0x1d;
  }
}
