package io.codestrata.cli;

import io.codestrata.chunk.Chunk;
import io.codestrata.job.Explanation;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Prints an explanation for people.
 *
 * @param text whether chunks are printed whole
 */
record ExplanationPrinter(PrintStream out, boolean text) {
  private static final int WIDTH = 72;

  void print(Explanation explanation) {
    row("file", Printable.line(explanation.file().toString()));
    row("path", explanation.path().isEmpty() ? "." : Printable.line(explanation.path()));
    row("source", Printable.line(explanation.source()));
    if (explanation instanceof Explanation.OfFile file) {
      print(file);
    } else if (explanation instanceof Explanation.OfFolder folder) {
      print(folder);
    }
  }

  private void print(Explanation.OfFile file) {
    row("size", String.format(Locale.ROOT, "%,d bytes", file.size()));
    if (!file.encoding().isEmpty()) {
      row("encoding", file.encoding());
    }
    if (!file.language().isEmpty()) {
      row("language", file.language() + ", by " + file.told());
    }
    file.skip()
        .ifPresentOrElse(
            skip -> row("skipped", skip.reason() + ": " + Printable.line(skip.because())),
            () ->
                row(
                    "kept",
                    file.keptBy().isEmpty()
                        ? "no rule leaves it out"
                        : "by " + Printable.line(file.keptBy())));
    if (file.skip().isEmpty()) {
      row("cut", file.cut());
      row("chunks", String.format(Locale.ROOT, "%,d", file.chunks().size()));
      file.chunks().forEach(this::print);
    }
  }

  private void print(Chunk chunk) {
    String name = chunk.breadcrumb().isEmpty() ? "" : " " + Printable.line(chunk.breadcrumb());
    out.printf(
        Locale.ROOT,
        "%4d  %-11s %4d tokens  %s%s%n",
        chunk.ordinal(),
        chunk.startLine() + "-" + chunk.endLine(),
        chunk.tokens(),
        chunk.kind(),
        name);
    if (text) {
      chunk.text().lines().forEach(line -> out.println("      | " + Printable.line(line)));
    } else {
      String first = Printable.line(chunk.text().lines().findFirst().orElse("").strip());
      out.println(
          "      | " + (first.length() > WIDTH ? first.substring(0, WIDTH - 3) + "..." : first));
    }
  }

  private void print(Explanation.OfFolder folder) {
    row("indexed", String.format(Locale.ROOT, "%,d files", folder.kept()));
    for (Explanation.Group group : folder.groups()) {
      row(group.reason(), String.format(Locale.ROOT, "%,d", group.count()));
      for (Explanation.Example example : group.first()) {
        out.println(
            "  " + Printable.line(example.path()) + "  " + Printable.line(example.because()));
      }
      if (group.count() > group.first().size()) {
        out.println("  ...");
      }
    }
  }

  private void row(String name, String value) {
    out.printf(Locale.ROOT, "%-12s %s%n", name, value);
  }
}
