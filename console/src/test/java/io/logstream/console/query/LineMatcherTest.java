package io.logstream.console.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineMatcherTest {

  private static final String EVENT =
      """
      {"@timestamp":"2026-03-10T12:00:00.123456Z",
       "message":"Charge of order 10-4711 failed: com.shop.pay.PaymentService timed out after 3000 ms at 10.0.0.12:8080",
       "log":{"level":"error","logger":"com.shop.pay.PaymentService"},
       "error":{"type":"java.net.SocketTimeoutException","stack_trace":"at com.shop.pay.Gateway.charge(Gateway.java:87)"},
       "service":{"name":"Payment"},
       "source":{"ip":"10.20.30.40","port":51000},
       "http":{"response":{"status_code":504}},
       "tags":["slow","retry"],
       "tls":{"established":true},
       "json":{"order":{"id":4711,"items":[{"sku":"A-1"},{"sku":"B-2"}]}}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "*                                   | true",
        "timed                               | true",
        "TIMED out                           | true",
        "\"timed out after\"                 | true",
        "\"out timed\"                       | false",
        "payment                             | true",
        "PaymentService                      | true",
        "com.shop.pay.PaymentService         | true",
        "com.shop                            | true",
        "shop.PaymentService                 | false",
        "10.0.0.12                           | true",
        "10.0.0                              | true",
        "SocketTimeoutException              | true",
        "Gateway.java                        | true",
        "charg*                              | true",
        "ch?rge                              | true",
        "refund                              | false",
        "-refund                             | true",
        "refund OR charge                    | true",
        "refund charge                       | false",
        "level:ERROR                         | true",
        "level:err                           | false",
        "level:err*                          | true",
        "service:payment                     | true",
        "status:>=500                        | true",
        "status:>504                         | false",
        "status:[500 TO 504]                 | true",
        "status:[500 TO 504}                 | false",
        "source.ip:10.0.0.0/8                | true",
        "source.ip:10.20.30.40               | true",
        "source.ip:192.168.0.0/16            | false",
        "source.port:51000                   | true",
        "tags:retry                          | true",
        "tags:(slow AND retry)               | true",
        "tags:fast                           | false",
        "tls.established:true                | true",
        "json.order.id:4711                  | true",
        "json.order.items.sku:B-2            | true",
        "json.order.items.sku:*              | true",
        "json.order.name:*                   | false",
        "trace:*                             | false",
        "NOT trace:*                         | true",
        "@timestamp:>2026-03-10T11:00:00Z    | true",
        "@timestamp:<2026-03-10T11:00:00Z    | false",
        "message:\"order 10-4711\"           | true",
        "error.type:*Timeout*                | true",
      })
  void matches_as_a_person_expects(String query, boolean matches) throws Exception {
    JsonNode event = new ObjectMapper().readTree(EVENT);

    assertThat(new LineMatcher(QueryParser.parse(query)).test(event)).isEqualTo(matches);
  }
}
