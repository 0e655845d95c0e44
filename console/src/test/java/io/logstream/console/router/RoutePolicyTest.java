package io.logstream.console.router;

import static io.logstream.console.router.RoutePolicy.Affinity.HOME_FIRST;
import static io.logstream.console.router.RoutePolicy.Affinity.HOME_ONLY;
import static io.logstream.console.router.RoutePolicy.Affinity.NEAREST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoutePolicyTest {

  private static final RegionHealth.Hysteresis HYSTERESIS = new RegionHealth.Hysteresis(1, 10_000);

  private final RoutePolicy policy = new RoutePolicy(List.of("east", "west"), HYSTERESIS);

  private String home(String user) {
    return policy.regionsFor(HOME_ONLY, user).get(0);
  }

  private static String other(String region) {
    return region.equals("east") ? "west" : "east";
  }

  @Test
  void theNearestGoesFirst() {
    assertThat(policy.regionsFor(NEAREST, "")).containsExactly("east", "west");
  }

  @Test
  void aRegionThatIsOutIsNotAsked() {
    policy.note("east", false, 0);

    assertThat(policy.regionsFor(NEAREST, "")).containsExactly("west");
    assertThat(policy.areIn()).isEqualTo(Map.of("east", false, "west", true));
  }

  @Test
  void requestsGoBackWhenTheNearestWasWellForLongEnough() {
    policy.note("east", false, 0);
    policy.note("east", true, 1_000);
    assertThat(policy.regionsFor(NEAREST, "").get(0)).isEqualTo("west");
    policy.note("east", true, 11_000);

    assertThat(policy.regionsFor(NEAREST, "").get(0)).isEqualTo("east");
  }

  @Test
  void aUserStaysAtHomeHoweverNearTheOthersAre() {
    RoutePolicy fromTheWest = new RoutePolicy(List.of("west", "east"), HYSTERESIS);
    for (int i = 0; i < 100; i++) {
      assertThat(policy.regionsFor(HOME_FIRST, "user-" + i))
          .isEqualTo(fromTheWest.regionsFor(HOME_FIRST, "user-" + i));
    }
  }

  @Test
  void usersAreAtHomeInAllRegions() {
    Map<String, Long> homes =
        IntStream.range(0, 10_000)
            .mapToObj(i -> home("user-" + i))
            .collect(Collectors.groupingBy(name -> name, Collectors.counting()));

    assertThat(homes.get("east")).isBetween(4_500L, 5_500L);
  }

  @Test
  void aUserGoesElsewhereWhileHomeIsOutAndComesBack() {
    String home = home("ada");
    policy.note(home, false, 0);
    assertThat(policy.regionsFor(HOME_FIRST, "ada")).containsExactly(other(home));
    policy.note(home, true, 0);
    policy.note(home, true, 10_000);

    assertThat(policy.regionsFor(HOME_FIRST, "ada")).containsExactly(home, other(home));
  }

  @Test
  void whatOnlyHomeHasIsAskedOfNobodyElse() {
    String home = home("ada");
    policy.note(home, false, 0);

    assertThat(policy.regionsFor(HOME_ONLY, "ada")).containsExactly(home);
  }

  @Test
  void withAllRegionsOutAllAreTried() {
    policy.note("east", false, 0);
    policy.note("west", false, 0);

    assertThat(policy.regionsFor(NEAREST, "")).containsExactly("east", "west");
  }

  @Test
  void aThirdRegionTakesUsersFromTheOthersAndMovesNobodyBetweenThem() {
    RoutePolicy three = new RoutePolicy(List.of("east", "west", "north"), HYSTERESIS);
    for (int i = 0; i < 1_000; i++) {
      String home = three.regionsFor(HOME_ONLY, "user-" + i).get(0);
      assertThat(home).isIn("north", home("user-" + i));
    }
  }
}
