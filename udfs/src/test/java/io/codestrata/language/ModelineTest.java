package io.codestrata.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "# vim: ft=ruby | ruby",
        "# vim: set ft=ruby: | ruby",
        "/* vim: se ts=2 filetype=cpp noet: */ | cpp",
        "# vim:ts=4:sw=4:ft=python | python",
        "// vim:syntax=objcpp | objcpp",
        "# Vim600: set ft=perl : | perl",
        "# vim>700: set ft=perl : | perl",
        "# vi: set syn=sh: | sh",
        "# ex: set ft=tcl: | tcl",
        "# -*- ruby -*- | ruby",
        "// -*-C++-*- | c++",
        "/* -*- Mode: Objc; indent-tabs-mode: nil -*- */ | objc",
        "# -*- coding: utf-8; mode: python -*- | python",
        "# -*- mode:perl;-*- | perl",
        ";; -*- emacs-lisp-mode -*- | emacs-lisp"
      })
  void lineNamesAMode(String line, String mode) {
    assertThat(Modeline.mode("x\n" + line + "\nx\n", "")).contains(mode);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# vim: ts=4 sw=4",
        "# vim: set ts=4: ft=ruby",
        "we use vim, ft=ruby",
        "evim: ft=ruby",
        "# -*- coding: utf-8 -*-",
        "# -*- -*-",
        "ft=ruby"
      })
  void otherLinesNameNone(String line) {
    assertThat(Modeline.mode(line, line)).isEmpty();
  }

  @Test
  void vimIsAskedInTheFirstAndLastFiveLines() {
    String line = "# vim: ft=ruby\n";

    assertThat(Modeline.mode("x\n".repeat(4) + line + "x\n".repeat(9), "")).contains("ruby");
    assertThat(Modeline.mode("x\n".repeat(5) + line + "x\n".repeat(9), "")).isEmpty();
    assertThat(Modeline.mode("", "x\n".repeat(9) + line + "x\n".repeat(4))).contains("ruby");
    assertThat(Modeline.mode("", "x\n".repeat(9) + line + "x\n".repeat(5))).isEmpty();
  }

  @Test
  void hostileLinesTakeLinearTime() {
    List<String> hostile =
        List.of(" vim:", " vim: ft", ":", "-*-", "-*- mode", "-*- mode: ", ";mode", " ", "\n");

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            hostile.forEach(
                text -> Modeline.mode(text.repeat(16_384 / text.length()), text.repeat(400))));
  }
}
