package io.logstream.functions.payment;

import java.io.IOException;

/** The JSON of an {@link Erasure}, as {@code schema/user-erasure.v1.json} has it. */
public final class ErasureJson {

  /** The version that is written; a reader takes any document of this major version. */
  public static final int VERSION = 1;

  private ErasureJson() {}

  /** The request's JSON. */
  public static byte[] write(Erasure erasure) {
    return new JsonText()
        .begin(VERSION)
        .text("user", erasure.user())
        .number("at", erasure.at())
        .end();
  }

  /**
   * The request of a JSON document.
   *
   * @throws IOException if it is no JSON or lacks what a request must have; the message names what
   */
  public static Erasure read(byte[] json) throws IOException {
    JsonFields fields = JsonFields.of("user erasure", json, VERSION);
    return new Erasure(fields.required("user"), fields.number("at"));
  }
}
