package io.codestrata.language;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which interpreter a script's first line asks for. */
final class Shebang {
  private static final int LINE_CHARS = 512;
  private static final int LINES = 5;
  private static final Pattern ASSIGNMENT = Pattern.compile("\\w++=.*");

  /** A shell script that hands itself to another interpreter, as Tcl's manual advises. */
  private static final Pattern EXEC =
      Pattern.compile("^exec\\h++(\\S++)\\h[^\\n]{0,200}?\\$0", Pattern.MULTILINE);

  private Shebang() {}

  /** The program's name without its folder, as written; empty where the line names none. */
  static Optional<String> interpreter(String text) {
    if (!text.startsWith("#!")) {
      return Optional.empty();
    }
    String first = text.lines().findFirst().orElse("");
    String line = first.substring(2, Math.min(first.length(), LINE_CHARS));
    Optional<String> program = program(line.strip().split("\\h++"));
    if (program.filter(List.of("sh", "bash", "ash", "dash")::contains).isEmpty()) {
      return program;
    }
    Matcher exec = EXEC.matcher(start(text));
    return exec.find() ? Optional.of(baseName(exec.group(1))) : program;
  }

  /** The name without its version: {@code python3.11} is {@code python}. */
  static String withoutVersion(String interpreter) {
    int end = interpreter.length();
    while (end > 0 && "0123456789.-".indexOf(interpreter.charAt(end - 1)) >= 0) {
      end--;
    }
    return interpreter.substring(0, end);
  }

  private static Optional<String> program(String[] words) {
    String name = baseName(words[0]);
    if (!name.equals("env")) {
      return Optional.of(name).filter(word -> !word.isEmpty());
    }
    for (int i = 1; i < words.length; i++) {
      String word = words[i];
      if (word.equals("-u") || word.equals("-C")) {
        i++;
      } else if (word.startsWith("-S") && word.length() > 2) {
        return Optional.of(baseName(word.substring(2)));
      } else if (!word.startsWith("-") && !ASSIGNMENT.matcher(word).matches()) {
        return Optional.of(baseName(word));
      }
    }
    return Optional.empty();
  }

  private static String baseName(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return name.endsWith(".exe") ? name.substring(0, name.length() - 4) : name;
  }

  private static String start(String text) {
    int end = 0;
    for (int i = 0; i < LINES && end >= 0; i++) {
      end = text.indexOf('\n', end + 1);
    }
    return end < 0 ? text : text.substring(0, end);
  }
}
