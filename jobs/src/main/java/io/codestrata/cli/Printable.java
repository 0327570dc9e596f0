package io.codestrata.cli;

/** Text that is not trusted, made fit for a terminal. */
final class Printable {
  private Printable() {}

  /** With no control character. */
  static String line(String text) {
    return text.replace("\t", "    ").replaceAll("\\p{Cntrl}", "?");
  }
}
