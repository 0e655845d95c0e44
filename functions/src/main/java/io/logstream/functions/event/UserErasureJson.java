package io.logstream.functions.event;

import java.io.IOException;

/** The JSON of an {@link UserErasure}, as {@code schema/user-erasure.v1.json} has it. */
public final class UserErasureJson {

  /** The version that is written; a reader takes any document of this major version. */
  public static final int VERSION = 1;

  private UserErasureJson() {}

  /** The request's JSON. */
  public static byte[] write(UserErasure erasure) {
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
  public static UserErasure read(byte[] json) throws IOException {
    JsonFields fields = JsonFields.of("user erasure", json, VERSION);
    return new UserErasure(fields.required("user"), fields.number("at"));
  }
}
