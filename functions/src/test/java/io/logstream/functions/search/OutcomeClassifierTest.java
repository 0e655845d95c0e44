package io.logstream.functions.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch._types.ErrorResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.http.ConnectionClosedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeClassifierTest {

  @ParameterizedTest
  @CsvSource({
    "201,                          ,STORED",
    "200,                          ,ALREADY_THERE",
    "204,                          ,FATAL",
    "0,                            ,FATAL",
    "409,version_conflict_engine_exception,ALREADY_THERE",
    "400,document_parsing_exception,REJECTED",
    "400,strict_dynamic_mapping_exception,REJECTED",
    "400,illegal_argument_exception,REJECTED",
    "400,index_closed_exception    ,REJECTED",
    "413,too_large                 ,REJECTED",
    "429,es_rejected_execution_exception,RETRY",
    "429,circuit_breaking_exception,RETRY",
    "429,cluster_block_exception   ,RETRY",
    "403,cluster_block_exception   ,RETRY",
    "400,validation_exception      ,RETRY",
    "503,unavailable_shards_exception,RETRY",
    "503,no_master                 ,RETRY",
    "408,timeout                   ,RETRY",
    "500,null_pointer_exception    ,SUSPECT",
    "502,bad_gateway               ,SUSPECT",
    "401,security_exception        ,FATAL",
    "403,security_exception        ,FATAL",
    "404,index_not_found_exception ,FATAL",
    "302,moved                     ,FATAL",
    "600,what                      ,FATAL",
  })
  void an_item_has_the_outcome_of_its_status_and_its_errors_type(
      int status, String type, ItemOutcome outcome) {
    assertThat(OutcomeClassifier.ofItem(Answers.item(status, type))).isEqualTo(outcome);
  }

  @Test
  void an_error_without_a_type_goes_by_its_status() {
    BulkResponseItem item = Answers.item(400, ErrorCause.of(e -> e.reason("because")));

    assertThat(OutcomeClassifier.ofItem(item)).isEqualTo(ItemOutcome.REJECTED);
    assertThat(OutcomeClassifier.describe(item.error())).isEqualTo("null: because");
  }

  @Test
  void no_item_at_all_is_fatal() {
    assertThat(OutcomeClassifier.ofItem(null)).isEqualTo(ItemOutcome.FATAL);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(null, RequestOutcome.FATAL),
        arguments(new ConnectException("Connection refused"), RequestOutcome.RETRY),
        arguments(new SocketTimeoutException("30,000 milliseconds timeout"), RequestOutcome.RETRY),
        arguments(new ConnectionClosedException("Connection is closed"), RequestOutcome.RETRY),
        arguments(new TimeoutException(), RequestOutcome.RETRY),
        arguments(new IOException((String) null), RequestOutcome.RETRY),
        arguments(new SSLHandshakeException("Remote host terminated"), RequestOutcome.RETRY),
        arguments(untrusted(), RequestOutcome.FATAL),
        arguments(status(400), RequestOutcome.SPLIT),
        arguments(status(413), RequestOutcome.SPLIT),
        arguments(status(429), RequestOutcome.RETRY),
        arguments(status(500), RequestOutcome.RETRY),
        arguments(status(503), RequestOutcome.RETRY),
        arguments(status(401), RequestOutcome.FATAL),
        arguments(status(403), RequestOutcome.FATAL),
        arguments(status(404), RequestOutcome.FATAL),
        arguments(new NullPointerException(), RequestOutcome.FATAL),
        arguments(new OutOfMemoryError(), RequestOutcome.FATAL));
  }

  private static Exception untrusted() {
    SSLHandshakeException e = new SSLHandshakeException("unable to find valid certification path");
    e.initCause(new CertificateException("untrusted"));
    return e;
  }

  private static ElasticsearchException status(int status) {
    return new ElasticsearchException(
        "es/bulk", ErrorResponse.of(r -> r.status(status).error(e -> e.type("t").reason("r"))));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void a_failed_request_has_the_outcome_of_its_cause(Throwable failure, RequestOutcome outcome) {
    assertThat(OutcomeClassifier.ofFailure(failure)).isEqualTo(outcome);
    if (failure != null) {
      assertThat(OutcomeClassifier.ofFailure(new CompletionException(failure))).isEqualTo(outcome);
    }
  }

  @Test
  void a_wrapper_without_a_cause_is_fatal() {
    assertThat(OutcomeClassifier.ofFailure(new CompletionException("nothing", null)))
        .isEqualTo(RequestOutcome.FATAL);
  }

  @Test
  void an_error_is_described_with_its_causes() {
    ErrorCause error =
        ErrorCause.of(
            e ->
                e.type("document_parsing_exception")
                    .reason("failed to parse field [source.ip] of type [ip]")
                    .causedBy(
                        c ->
                            c.type("illegal_argument_exception")
                                .reason("'nowhere' is not an IP string literal.")));

    assertThat(OutcomeClassifier.describe(error))
        .isEqualTo(
            "document_parsing_exception: failed to parse field [source.ip] of type [ip]; caused by"
                + " illegal_argument_exception: 'nowhere' is not an IP string literal.");
  }
}
