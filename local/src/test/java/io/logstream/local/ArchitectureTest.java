package io.logstream.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Who may see whom: {@code functions → cep-patterns → jobs → local}, and of {@code functions} the
 * edge sees the event and the resilience alone. It stands here because this module sees them all.
 */
@AnalyzeClasses(packages = "io.logstream", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String FUNCTIONS = "io.logstream.functions..";
  private static final String CEP = "io.logstream.cep..";
  private static final String JOBS = "io.logstream.jobs..";
  private static final String COLLECTOR = "io.logstream.collector..";
  private static final String CONSOLE = "io.logstream.console..";
  private static final String LOCAL = "io.logstream.local..";
  private static final String BENCH = "io.logstream.bench..";

  @ArchTest
  static final ArchRule functionsSeeNoOtherModule =
      noClasses()
          .that()
          .resideInAPackage(FUNCTIONS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CEP, JOBS, COLLECTOR, CONSOLE, LOCAL, BENCH);

  @ArchTest
  static final ArchRule patternsSeeFunctionsAlone =
      noClasses()
          .that()
          .resideInAPackage(CEP)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(JOBS, COLLECTOR, CONSOLE, LOCAL, BENCH)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule jobsSeeFunctionsAndPatterns =
      noClasses()
          .that()
          .resideInAPackage(JOBS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(COLLECTOR, CONSOLE, LOCAL, BENCH);

  @ArchTest
  static final ArchRule collectorAndConsoleSeeNeitherJobsNorOneAnother =
      noClasses()
          .that()
          .resideInAnyPackage(COLLECTOR)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CEP, JOBS, CONSOLE, LOCAL, BENCH)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule consoleSeesNeitherJobsNorTheCollector =
      noClasses()
          .that()
          .resideInAnyPackage(CONSOLE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CEP, JOBS, COLLECTOR, LOCAL, BENCH)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule theEdgeNeverSeesFlink =
      noClasses()
          .that()
          .resideInAnyPackage(COLLECTOR, CONSOLE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..")
          .allowEmptyShould(true);

  /** Ship joins lines as their format has it; what receives lines takes them as they are. */
  @ArchTest
  static final ArchRule onlyShippingSeesFormats =
      noClasses()
          .that()
          .resideInAnyPackage(COLLECTOR, CONSOLE)
          .and()
          .resideOutsideOfPackage("io.logstream.collector.ship..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.logstream.functions.parse..");

  @ArchTest
  static final ArchRule ofFunctionsTheEdgeSeesWhatIsFreeOfFlink =
      noClasses()
          .that()
          .resideInAnyPackage(COLLECTOR, CONSOLE)
          .should()
          .dependOnClassesThat(
              com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(FUNCTIONS)
                  .and(
                      com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages(
                          "io.logstream.functions.event..",
                          "io.logstream.functions.graph..",
                          "io.logstream.functions.impact..",
                          "io.logstream.functions.parse..",
                          "io.logstream.functions.region..",
                          "io.logstream.functions.resilience..",
                          "io.logstream.functions.search..")))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule whatHappensToALineIsPlainJava =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.logstream.functions.event..",
              "io.logstream.functions.parse..",
              "io.logstream.functions.normalize..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule functionsHaveNoCycles =
      slices().matching("io.logstream.functions.(*)..").should().beFreeOfCycles();
}
