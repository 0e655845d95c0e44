package io.logstream.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.console.access.AccessRules.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRulesTest {

  @ParameterizedTest
  @CsvSource({
    "GET, /health, NOTHING",
    "POST, /api/v1/login, NOTHING",
    "GET, /login/, NOTHING",
    "GET, /search/, VIEWER",
    "GET, /search/search.js, VIEWER",
    "GET, /, VIEWER",
    "GET, /api/v1/search, VIEWER",
    "HEAD, /api/v1/search, VIEWER",
    "GET, /api/v1/live, VIEWER",
    "GET, /api/v1/tail, VIEWER",
    "PUT, /api/v1/alerts/a-1/feedback, OPERATOR",
    "POST, /api/v1/changes/assess, OPERATOR",
    "POST, /api/v1/changes/assess/, OPERATOR",
    "GET, /api/v1/users/bob, VIEWER",
    "DELETE, /api/v1/users/bob, ADMIN",
    "DELETE, /api/v1/users/bob/, ADMIN",
  })
  void aRequestNeedsItsRole(String method, String path, Need need) {
    assertThat(AccessRules.of(method, path)).contains(need);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/unknown",
    "GET, /api/v2/search",
    "POST, /api/v1/search",
    "DELETE, /api/v1/users",
    "DELETE, /api/v1/users/bob/more",
    "PATCH, /api/v1/users/bob",
    "OPTIONS, /api/v1/users/bob",
    "TRACE, /",
    "POST, /search/",
    "GET, /api/",
    "GET, /loginx",
  })
  void whatTheTableDoesNotKnowIsRefused(String method, String path) {
    assertThat(AccessRules.of(method, path)).isEmpty();
  }

  @Test
  void aRoleIncludesThoseBelow() {
    assertThat(Role.ADMIN.includes(Role.VIEWER)).isTrue();
    assertThat(Role.OPERATOR.includes(Role.OPERATOR)).isTrue();
    assertThat(Role.VIEWER.includes(Role.OPERATOR)).isFalse();
  }
}
