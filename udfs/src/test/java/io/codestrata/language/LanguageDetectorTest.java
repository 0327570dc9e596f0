package io.codestrata.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
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
    "WORKSPACE, starlark",
    "queries/highlights.scm, query",
    "go.mod, go-mod",
    "requirements.txt, requirements",
    ".gitignore, gitignore"
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
        "#!/usr/bin/env LANG=C python3.12 | python",
        "#!/usr/bin/raku | raku",
        "#!/usr/bin/perl6 | raku",
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

  @ParameterizedTest
  @CsvSource({
    "cart.d.ts, typescript",
    "cart.blade.php, blade",
    "Config.cmake.in, cmake",
    "index.html.erb, embedded-template",
    "cart.min.js, javascript",
    "a.b.c.py, python",
    "build.gradle.kts, kotlin",
    "Cart.TXT.PY, python"
  })
  void longestKnownExtensionDecides(String path, String language) {
    assertThat(detect(path, "")).isEqualTo(language);
  }

  @ParameterizedTest
  @CsvSource({
    "cart.py.in, python",
    "Dockerfile.template, dockerfile",
    "php.ini.dist, ini",
    "cart.yaml.example, yaml",
    "cart.service.in, ini",
    "unheard.of.sample, text",
    ".in, text",
    "in, text"
  })
  void templateIsInTheLanguageOfWhatItMakes(String path, String language) {
    assertThat(detect(path, "")).isEqualTo(language);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Makefile | | makefile | file-name",
        "cart.py | #!/bin/sh | python | extension",
        "cart.py | # vim: ft=ruby | python | extension",
        "cart | #!/bin/sh | bash | shebang",
        "cart | # vim: ft=ruby | ruby | modeline",
        "cart.unheard | # -*- mode: cperl -*- | perl | modeline",
        "cart.unheard | # -*- mode: unheard -*- | text | none",
        "cart.unheard | <?xml version='1.0'?> | xml | content",
        "cart.h | // -*- C++ -*- | cpp | modeline",
        "cart.h | // -*- Java -*- | c | extension",
        "cart.h | class Cart {}; | cpp | content",
        "cart.h | int total; | c | extension",
        "cart.t | #!/usr/bin/env raku | raku | shebang",
        "cart.cgi | #!/usr/bin/env python3 | python | shebang",
        "cart.ts | #!/usr/bin/env node | typescript | shebang",
        "cart | #!/usr/bin/env node | javascript | shebang",
        "cart.1 | .TH CART 1 | roff | content",
        "libcart.so.1 | x | text | none"
      })
  void ruleThatDecidedIsTold(String path, String content, String language, String rule) {
    Detection detection =
        LanguageDetector.shared().explain(path, bytes(content == null ? "" : content + "\n"));

    assertThat(detection.language()).isEqualTo(language);
    assertThat(detection.rule().label()).isEqualTo(rule);
  }

  @Test
  void onlyTheStartOfAFileCounts() {
    String comment = "// totals\n".repeat(2000);

    assertThat(detect("cart.h", comment + "class Cart {};\n")).isEqualTo("c");
    assertThat(detect("cart.h", "class Cart {};\n" + comment)).isEqualTo("cpp");
  }

  @Test
  void modelineAtTheEndOfALongFileCounts() {
    assertThat(detect("cart", "# totals\n".repeat(9999) + "# vim: ft=ruby\n")).isEqualTo("ruby");
  }

  @Test
  void contentThatIsNoTextIsNoFault() {
    byte[] bytes = new byte[70_000];
    new Random(7).nextBytes(bytes);

    assertThat(LanguageDetector.shared().detect("cart", bytes)).isEqualTo(LanguageDetector.UNKNOWN);
    assertThat(LanguageDetector.shared().detect("cart.h", bytes)).isEqualTo("c");
  }

  @ParameterizedTest
  @CsvSource({
    "C++, cpp",
    "c++, cpp",
    "cpp, cpp",
    "C#, c-sharp",
    "csharp, c-sharp",
    "Objective-C++, objc",
    "Vim-script, vim",
    "vim script, vim",
    "Protocol-Buffer, proto",
    "HCL, hcl",
    "terraform, terraform",
    "ruby, ruby",
    "m68k, m68k",
    "Lisp, common-lisp"
  })
  void linguistsNameAndAliasMeanALanguage(String name, String language) {
    assertThat(LanguageDetector.shared().byLinguistName(name)).contains(language);
  }

  @Test
  void otherNamesMeanNone() {
    assertThat(LanguageDetector.shared().byLinguistName("Klingon")).isEmpty();
    assertThat(LanguageDetector.shared().byLinguistName("")).isEmpty();
  }

  static List<Arguments> extensions() {
    return GrammarRegistry.shared().languages().stream()
        .flatMap(
            language ->
                language.extensions().stream()
                    .map(extension -> Arguments.of(extension, language.name())))
        .toList();
  }

  private static String detect(String path, String content) {
    return LanguageDetector.shared().detect(path, bytes(content));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
