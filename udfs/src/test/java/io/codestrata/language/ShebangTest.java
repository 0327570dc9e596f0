package io.codestrata.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShebangTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#!/bin/sh | sh",
        "#! /bin/sh -e | sh",
        "#!/usr/local/bin/python3.11 | python3.11",
        "#!/usr/bin/env python3 | python3",
        "#!/usr/bin/env -S node --inspect | node",
        "#!/usr/bin/env -Snode --inspect | node",
        "#!/usr/bin/env -i PATH=/bin LANG=C perl -w | perl",
        "#!/usr/bin/env -u HOME ruby | ruby",
        "#!C:/tools/perl.exe -w | perl",
        "#!\\tools\\lua.exe | lua"
      })
  void lineNamesAProgram(String line, String program) {
    assertThat(Shebang.interpreter(line + "\nx\n")).contains(program);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#!", "#!  \n", "#!/usr/bin/env\n", " #!/bin/sh\n", "# !/bin/sh\n"})
  void otherLinesNameNone(String text) {
    assertThat(Shebang.interpreter(text)).isEmpty();
  }

  @Test
  void shellScriptThatHandsItselfOnNamesWhatItHandsItTo() {
    assertThat(Shebang.interpreter("#!/bin/sh\n# \\\nexec tclsh \"$0\" ${1+\"$@\"}\n"))
        .contains("tclsh");
  }

  @Test
  void shellScriptThatStartsAnotherProgramStaysOne() {
    assertThat(Shebang.interpreter("#!/bin/sh\nexec java -jar shop.jar\n")).contains("sh");
  }

  @ParameterizedTest
  @CsvSource({"python3.11, python", "python2, python", "perl6, perl", "lua-5.4, lua", "7, ''"})
  void versionIsLeftOut(String program, String name) {
    assertThat(Shebang.withoutVersion(program)).isEqualTo(name);
  }
}
