package io.codestrata;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which room may touch which. */
@AnalyzeClasses(packages = "io.codestrata", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] UDFS = {
    "io.codestrata.language..",
    "io.codestrata.chunk..",
    "io.codestrata.merkle..",
    "io.codestrata.embed..",
    "io.codestrata.vector.."
  };
  private static final String[] JOBS = {
    "io.codestrata.config..",
    "io.codestrata.source..",
    "io.codestrata.table..",
    "io.codestrata.job..",
    "io.codestrata.pgvector..",
    "io.codestrata.cli.."
  };

  @ArchTest
  static final ArchRule pureFunctionsKnowNoJobs =
      noClasses()
          .that()
          .resideInAnyPackage(UDFS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(JOBS);

  @ArchTest
  static final ArchRule sparkStaysInJobsAndTables =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.codestrata.job..", "io.codestrata.table..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "io.delta..");

  @ArchTest
  static final ArchRule merkleKnowsTheJdkOnly =
      noClasses()
          .that()
          .resideInAnyPackage("io.codestrata.merkle..", "io.codestrata.vector..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("java..", "io.codestrata.merkle..", "io.codestrata.vector..");

  @ArchTest
  static final ArchRule sourcesKnowNeitherTablesNorTheSink =
      noClasses()
          .that()
          .resideInAPackage("io.codestrata.source..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.codestrata.table..",
              "io.codestrata.pgvector..",
              "io.codestrata.job..",
              "io.codestrata.cli..");

  @ArchTest
  static final ArchRule tablesKnowNeitherSourcesNorTheSink =
      noClasses()
          .that()
          .resideInAPackage("io.codestrata.table..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.codestrata.source..",
              "io.codestrata.pgvector..",
              "io.codestrata.job..",
              "io.codestrata.cli..");

  @ArchTest
  static final ArchRule theSinkKnowsNeitherSourcesNorTables =
      noClasses()
          .that()
          .resideInAPackage("io.codestrata.pgvector..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.codestrata.source..",
              "io.codestrata.table..",
              "io.codestrata.job..",
              "io.codestrata.cli..");

  @ArchTest
  static final ArchRule jobsKnowNoCommandLine =
      noClasses()
          .that()
          .resideInAPackage("io.codestrata.job..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.codestrata.cli..", "picocli..");

  @ArchTest
  static final ArchRule noCircles =
      slices().matching("io.codestrata.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyMainExits =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.codestrata.cli.Main")
          .should()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule noHeaps =
      noClasses()
          .should()
          .haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl)")
          .orShould()
          .resideInAnyPackage("..util..", "..common..");
}
