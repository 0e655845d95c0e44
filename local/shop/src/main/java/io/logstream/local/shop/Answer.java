package io.logstream.local.shop;

/** An HTTP status and a JSON body. */
record Answer(int status, String body) {

  static Answer ok(String body) {
    return new Answer(200, body);
  }

  static Answer error(int status, String reason) {
    return new Answer(status, "{\"error\":\"" + reason + "\"}");
  }

  boolean failed() {
    return status >= 500;
  }
}
