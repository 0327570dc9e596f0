package io.codestrata;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which room may touch which, in both modules. */
class ArchitectureTest {
  /** Plain JUnit, since Surefire does not count the rules that ArchUnit's own engine runs. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.codestrata");

  private static final String[] UDFS = {
    "io.codestrata.language..",
    "io.codestrata.rules..",
    "io.codestrata.chunk..",
    "io.codestrata.merkle..",
    "io.codestrata.secrets..",
    "io.codestrata.embed..",
    "io.codestrata.vector..",
    "io.codestrata.sql.."
  };
  private static final String[] JOBS = {
    "io.codestrata.config..",
    "io.codestrata.source..",
    "io.codestrata.table..",
    "io.codestrata.job..",
    "io.codestrata.pgvector..",
    "io.codestrata.quality..",
    "io.codestrata.cli.."
  };
  private static final String[] SPARK = {"org.apache.spark..", "io.delta.."};

  @Test
  void roomsOfBothModulesAreLookedAtAndTestsAreNot() {
    assertThat(CLASSES)
        .extracting(JavaClass::getName)
        .contains(
            "io.codestrata.language.GrammarRegistry",
            "io.codestrata.rules.PathRules",
            "io.codestrata.chunk.SyntaxChunker",
            "io.codestrata.merkle.MerkleTree",
            "io.codestrata.secrets.SecretFilter",
            "io.codestrata.embed.voyage.VoyageEmbedder",
            "io.codestrata.config.PipelineConfig",
            "io.codestrata.source.RepositorySources",
            "io.codestrata.table.Lake",
            "io.codestrata.job.IndexJob",
            "io.codestrata.pgvector.PgVectorSink",
            "io.codestrata.cli.Main")
        .noneMatch(name -> name.endsWith("Test") || name.endsWith("IT"));
  }

  @Test
  void pureFunctionsKnowNoJobs() {
    noClasses()
        .that()
        .resideInAnyPackage(UDFS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(JOBS)
        .check(CLASSES);
  }

  @Test
  void sparkStaysInJobsTablesAndSqlFunctions() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.codestrata.job..", "io.codestrata.table..", "io.codestrata.sql..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK)
        .check(CLASSES);
  }

  @Test
  void commandLineGetsItsSessionFromJobs() {
    noClasses()
        .that()
        .resideInAPackage("io.codestrata.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK)
        .check(CLASSES);
  }

  @Test
  void merkleKnowsTheJdkOnly() {
    noClasses()
        .that()
        .resideInAnyPackage("io.codestrata.merkle..", "io.codestrata.vector..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", "io.codestrata.merkle..", "io.codestrata.vector..")
        .check(CLASSES);
  }

  @Test
  void configurationKnowsNoOtherRoom() {
    noClasses()
        .that()
        .resideInAPackage("io.codestrata.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.codestrata.source..",
            "io.codestrata.table..",
            "io.codestrata.pgvector..",
            "io.codestrata.job..",
            "io.codestrata.cli..")
        .check(CLASSES);
  }

  @Test
  void sourcesKnowNeitherTablesNorTheSink() {
    noClasses()
        .that()
        .resideInAPackage("io.codestrata.source..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.codestrata.table..",
            "io.codestrata.pgvector..",
            "io.codestrata.job..",
            "io.codestrata.cli..")
        .check(CLASSES);
  }

  @Test
  void tablesKnowNeitherSourcesNorTheSink() {
    noClasses()
        .that()
        .resideInAPackage("io.codestrata.table..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.codestrata.source..",
            "io.codestrata.pgvector..",
            "io.codestrata.job..",
            "io.codestrata.cli..")
        .check(CLASSES);
  }

  @Test
  void theSinkKnowsNeitherSourcesNorTables() {
    noClasses()
        .that()
        .resideInAPackage("io.codestrata.pgvector..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.codestrata.source..",
            "io.codestrata.table..",
            "io.codestrata.job..",
            "io.codestrata.cli..")
        .check(CLASSES);
  }

  @Test
  void qualityKnowsNoOtherRoomOfTheJobs() {
    noClasses()
        .that()
        .resideInAPackage("io.codestrata.quality..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.codestrata.config..",
            "io.codestrata.source..",
            "io.codestrata.table..",
            "io.codestrata.pgvector..",
            "io.codestrata.job..",
            "io.codestrata.cli..")
        .check(CLASSES);
  }

  @Test
  void jobsKnowNoCommandLine() {
    noClasses()
        .that()
        .resideInAPackage("io.codestrata.job..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.codestrata.cli..", "picocli..")
        .check(CLASSES);
  }

  @Test
  void noCircles() {
    slices().matching("io.codestrata.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyMainExits() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.codestrata.cli.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void noHeaps() {
    noClasses()
        .should()
        .haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl)")
        .orShould()
        .resideInAnyPackage("..util..", "..common..")
        .check(CLASSES);
  }
}
