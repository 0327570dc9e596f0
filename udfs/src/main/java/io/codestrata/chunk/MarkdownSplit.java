package io.codestrata.chunk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits Markdown into units that tile the file: a section is a heading and all before the next
 * one, named within the headings of higher rank above it. Read line by line, since the grammar at
 * hand ends the process on deeply nested quotes. Headings are those of <a
 * href="https://spec.commonmark.org/0.31.2/#leaf-blocks">CommonMark</a>, an underlined one of a
 * single line; none are looked for in fenced code or front matter.
 */
final class MarkdownSplit {
  /** What of a line is looked at. */
  private static final int LONGEST_LINE = 1_000;

  private static final int LONGEST_TITLE = 120;
  private static final Pattern HEADING = Pattern.compile(" {0,3}(#{1,6})[ \\t]+(.*)");
  private static final Pattern CLOSING_MARKS = Pattern.compile("(?:^|[ \\t]+)#+$");
  private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(?:(=+)|-+)[ \\t]*");
  private static final Pattern UNDERLINED = Pattern.compile(" {0,3}(?![ \\t>|#*+-]|\\d+[.)] ).+");
  private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,})(.*)");
  private static final String FRONT_MATTER = "---";

  private final Utf8Lines lines;
  private final int maxTokens;
  private final List<Heading> headings = new ArrayList<>();
  private final NavigableSet<Integer> blanks = new TreeSet<>();
  private final List<Unit> units = new ArrayList<>();

  /** The fence that ends the code we are in; empty outside. */
  private String fence = "";

  /** The line above where it may be underlined; else empty. */
  private String paragraph = "";

  private boolean afterBlank = true;

  private record Heading(int start, int rank, String title) {}

  MarkdownSplit(Utf8Lines lines, int maxTokens) {
    this.lines = lines;
    this.maxTokens = maxTokens;
  }

  List<Unit> units() {
    boolean frontMatter = line(1).equals(FRONT_MATTER);
    for (int number = 1; number <= lines.lineCount(); number++) {
      String line = line(number);
      if (frontMatter) {
        frontMatter = number == 1 || !line.equals(FRONT_MATTER);
      } else {
        read(number, line);
      }
    }
    Deque<Heading> open = new ArrayDeque<>();
    Deque<Unit.Label> labels = new ArrayDeque<>(List.of(Unit.Label.NONE));
    section(0, headings.isEmpty() ? lines.length() : headings.get(0).start(), Unit.Label.NONE);
    for (int i = 0; i < headings.size(); i++) {
      Heading heading = headings.get(i);
      while (!open.isEmpty() && open.element().rank() >= heading.rank()) {
        open.pop();
        labels.pop();
      }
      String above = labels.element().breadcrumb();
      String breadcrumb = above.isEmpty() ? heading.title() : above + "." + heading.title();
      open.push(heading);
      labels.push(new Unit.Label("section", heading.title(), breadcrumb));
      int end = i + 1 < headings.size() ? headings.get(i + 1).start() : lines.length();
      section(heading.start(), end, labels.element());
    }
    return units;
  }

  private void read(int number, String line) {
    Matcher mark = FENCE.matcher(line);
    if (!fence.isEmpty()) {
      boolean ends = mark.matches() && mark.group(1).startsWith(fence) && mark.group(2).isBlank();
      fence = ends ? "" : fence;
      return;
    }
    Matcher heading = HEADING.matcher(line);
    Matcher underline = UNDERLINE.matcher(line);
    String last = paragraph;
    paragraph = "";
    boolean first = afterBlank;
    afterBlank = true;
    if (mark.matches()) {
      fence = mark.group(1);
    } else if (heading.matches()) {
      add(number, heading.group(1).length(), heading.group(2));
    } else if (underline.matches() && !last.isEmpty()) {
      add(number - 1, underline.group(1) == null ? 2 : 1, last);
    } else if (line.isBlank()) {
      blanks.add(lines.lineStart(number));
    } else {
      afterBlank = false;
      paragraph = first && UNDERLINED.matcher(line).matches() ? line : "";
    }
  }

  private void add(int number, int rank, String text) {
    String title = CLOSING_MARKS.matcher(text.strip()).replaceFirst("").replaceAll("\\s+", " ");
    if (!title.isEmpty()) {
      headings.add(new Heading(lines.lineStart(number), rank, shortened(title)));
    }
  }

  private static String shortened(String title) {
    return title.codePointCount(0, title.length()) <= LONGEST_TITLE
        ? title
        : title.substring(0, title.offsetByCodePoints(0, LONGEST_TITLE));
  }

  /** Adds the section's units: one if it fits, else its blocks between blank lines. */
  private void section(int start, int end, Unit.Label label) {
    boolean headed = !label.equals(Unit.Label.NONE);
    int tokens = lines.tokens(start, end);
    if (tokens <= maxTokens) {
      units.add(new Unit(start, end, tokens, headed ? Unit.Role.WHOLE : Unit.Role.FILLING, label));
      return;
    }
    Unit.Role role = headed ? Unit.Role.HEAD : Unit.Role.FILLING;
    int from = start;
    List<Integer> ends = new ArrayList<>(blanks.subSet(start, false, end, false));
    ends.add(end);
    for (int blockEnd : ends) {
      for (int to : lines.cuts(from, blockEnd, maxTokens)) {
        units.add(new Unit(from, to, lines.tokens(from, to), role, label));
        role = Unit.Role.FILLING;
        from = to;
      }
    }
  }

  private String line(int number) {
    int start = lines.lineStart(number);
    int end = number < lines.lineCount() ? lines.lineStart(number + 1) : lines.length();
    String line = lines.text(start, Math.min(end, start + LONGEST_LINE)).stripTrailing();
    return line.startsWith("\ufeff") ? line.substring(1) : line;
  }
}
