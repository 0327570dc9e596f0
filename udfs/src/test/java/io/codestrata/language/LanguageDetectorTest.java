package io.codestrata.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageDetectorTest {
  @ParameterizedTest
  @MethodSource("extensions")
  void everyExtensionMeansItsLanguage(String extension, String language) {
    assertThat(detect("folder.d/name." + extension, "")).isEqualTo(language);
  }

  @ParameterizedTest
  @CsvSource({
    "Dockerfile, dockerfile",
    "a/b/CMakeLists.txt, cmake",
    "a/Makefile, makefile",
    "Jenkinsfile, groovy",
    ".gitattributes, gitattributes",
    "Gemfile, ruby",
    "README, markdown",
    "WORKSPACE, starlark"
  })
  void wholeNameMeansItsLanguage(String path, String language) {
    assertThat(detect(path, "")).isEqualTo(language);
  }

  @ParameterizedTest
  @CsvSource({"Main.JAVA, java", "a.PY, python", "a.R, r", "a.H, c", "a.M, matlab"})
  void caseOfAnExtensionDoesNotMatter(String path, String language) {
    assertThat(detect(path, "")).isEqualTo(language);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#!/bin/sh | bash",
        "#!/bin/bash -e | bash",
        "#! /bin/sh | bash",
        "#!/usr/bin/env python3 | python",
        "#!/usr/bin/python3.11 | python",
        "#!/usr/bin/env -S node --inspect | javascript",
        "#!/usr/bin/env ruby | ruby",
        "#!/usr/bin/perl -w | perl",
        "#!/usr/bin/env escript | erlang",
        "#!/usr/bin/env brainfuck | text"
      })
  void firstLineOfAScriptMeansItsLanguage(String line, String language) {
    assertThat(detect("bin/tool", line + "\nx\n")).isEqualTo(language);
  }

  @Test
  void scriptWithWindowsLineEndsIsKnown() {
    assertThat(detect("tool", "#!/bin/sh\r\nx\r\n")).isEqualTo("bash");
  }

  @Test
  void interpreterCountsOnTheFirstLineOnly() {
    assertThat(detect("tool", "\n#!/bin/sh\n")).isEqualTo(LanguageDetector.UNKNOWN);
  }

  @Test
  void extensionGoesBeforeTheFirstLine() {
    assertThat(detect("tool.py", "#!/bin/sh\n")).isEqualTo("python");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "namespace shop {\n}\n",
        "class Order {\n};\n",
        "  template <typename T>\n",
        "#include <vector>\n",
        "using std::string;\n"
      })
  void headerWithCppInItIsCpp(String content) {
    assertThat(detect("order.h", content)).isEqualTo("cpp");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "#include <stdio.h>\nint sum(int a);\n", "/* a class of orders */\nint x;\n"})
  void headerWithoutIsC(String content) {
    assertThat(detect("order.h", content)).isEqualTo("c");
  }

  @ParameterizedTest
  @CsvSource({"order.h", "order.m"})
  void interfaceDirectiveMeansObjectiveC(String path) {
    assertThat(detect(path, "#import <Foundation/Foundation.h>\n@interface Order\n@end\n"))
        .isEqualTo("objc");
  }

  @Test
  void otherFileEndingInMIsMatlab() {
    assertThat(detect("order.m", "function y = total(x)\n")).isEqualTo("matlab");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "LICENSE", "a.unheardof", "folder.py/file", ".", "a."})
  void whatNoRuleKnowsIsText(String path) {
    assertThat(detect(path, "no code")).isEqualTo(LanguageDetector.UNKNOWN);
  }

  static List<Arguments> extensions() {
    return GrammarRegistry.shared().languages().stream()
        .filter(language -> !language.name().equals("matlab"))
        .flatMap(
            language ->
                language.extensions().stream()
                    .map(extension -> Arguments.of(extension, language.name())))
        .toList();
  }

  private static String detect(String path, String content) {
    return LanguageDetector.shared().detect(path, content.getBytes(StandardCharsets.UTF_8));
  }
}
