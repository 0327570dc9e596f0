package io.codestrata.language;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the language that a line for vim or Emacs names. */
final class Modeline {
  private static final int LINES = 5;
  private static final int LINE_CHARS = 512;
  private static final Pattern VIM =
      Pattern.compile("(?:^|\\h)(?:vi|[vV]im(?:[<=>]?\\d{1,4})?|ex):\\h*+(set?\\h)?");
  private static final Pattern VIM_TYPE =
      Pattern.compile("(?:^|[\\h:])(?:ft|filetype|syn|syntax)=([\\w+#.-]++)");
  private static final Pattern EMACS = Pattern.compile("-\\*-\\h*+([^\\n]{1,300}?)\\h*-\\*-");
  private static final Pattern EMACS_MODE =
      Pattern.compile("(?i)(?:^|;)\\h*+mode\\h*+:\\h*+([^\\h;:]++)");

  private Modeline() {}

  /**
   * @param head the file's first characters
   * @param tail its last ones
   * @return the mode in lower case as the editor knows it, such as {@code c++}; empty for none
   */
  static Optional<String> mode(String head, String tail) {
    List<String> first = head.lines().limit(LINES).map(Modeline::bounded).toList();
    List<String> all = tail.lines().toList();
    Stream<String> last =
        all.subList(Math.max(0, all.size() - LINES), all.size()).stream().map(Modeline::bounded);
    return Stream.concat(
            first.stream().flatMap(line -> emacs(line).stream()),
            Stream.concat(first.stream(), last).flatMap(line -> vim(line).stream()))
        .findFirst()
        .map(mode -> mode.toLowerCase(Locale.ROOT));
  }

  private static Optional<String> emacs(String line) {
    Matcher variables = EMACS.matcher(line);
    if (!variables.find()) {
      return Optional.empty();
    }
    String inside = variables.group(1);
    if (!inside.contains(":")) {
      return Optional.of(withoutSuffix(inside));
    }
    Matcher mode = EMACS_MODE.matcher(inside);
    return mode.find() ? Optional.of(withoutSuffix(mode.group(1))) : Optional.empty();
  }

  private static Optional<String> vim(String line) {
    Matcher start = VIM.matcher(line);
    if (!start.find()) {
      return Optional.empty();
    }
    String options = line.substring(start.end());
    // What follows "set" ends at a colon; without "set" colons part the options.
    int end = start.group(1) == null ? -1 : options.indexOf(':');
    Matcher type = VIM_TYPE.matcher(end < 0 ? options : options.substring(0, end));
    return type.find() ? Optional.of(type.group(1)) : Optional.empty();
  }

  private static String withoutSuffix(String mode) {
    String word = mode.strip();
    return word.toLowerCase(Locale.ROOT).endsWith("-mode")
        ? word.substring(0, word.length() - "-mode".length())
        : word;
  }

  private static String bounded(String line) {
    return line.substring(0, Math.min(line.length(), LINE_CHARS));
  }
}
