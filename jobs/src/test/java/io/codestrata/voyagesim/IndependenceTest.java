package io.codestrata.voyagesim;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The stand-in shares nothing with the client but the JDK and a JSON library. */
class IndependenceTest {
  @Test
  void knowsTheJdkAndJacksonOnly() {
    JavaClasses sim =
        new ClassFileImporter()
            .withImportOption(location -> !location.contains("Test"))
            .importUrl(VoyageSim.class.getResource("."));

    assertThat(sim).extracting(JavaClass::getName).contains("io.codestrata.voyagesim.VoyageSim");
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "com.sun.net.httpserver..",
            "com.fasterxml.jackson..",
            "io.codestrata.voyagesim..")
        .check(sim);
  }
}
