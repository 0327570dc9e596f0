package io.codestrata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.pgvector.SignalShare;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Prints a hit for people: rank, score, place, symbol, and the lines that match best. */
final class HitPrinter {
  private static final int LINES = 5;
  private static final int WIDTH = 120;
  private static final int SHORTEST_WORD = 3;
  private static final String BOLD = "\033[1m";
  private static final String MARK = "\033[1;33m";
  private static final String DIM = "\033[2m";
  private static final String PLAIN = "\033[0m";

  private final PrintStream out;
  private final boolean colour =
      Boolean.getBoolean("codestrata.terminal.out") && System.getenv("NO_COLOR") == null;
  private final Pattern words;
  private final boolean explain;

  /**
   * @param explain say what each signal gave
   */
  private HitPrinter(PrintStream out, String question, boolean explain) {
    this.out = out;
    this.explain = explain;
    String alternatives =
        Arrays.stream(question.split("[^\\p{L}\\p{N}]+"))
            .filter(word -> word.length() >= SHORTEST_WORD)
            .distinct()
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    this.words =
        Pattern.compile(
            alternatives.isEmpty() ? "(?!)" : alternatives,
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /**
   * What a search found, or that it found nothing, and why that may be.
   *
   * @param explain say what each signal gave
   */
  static void print(
      List<SearchHit> hits, String question, SearchScope scope, boolean json, boolean explain)
      throws JsonProcessingException {
    if (json) {
      System.out.println(HitJson.pretty(hits, explain));
    } else if (hits.isEmpty()) {
      System.err.println(
          scope.isNarrow()
              ? "no hit there (codestrata status lists the repositories, codestrata languages the"
                  + " languages)"
              : "no hit");
    } else {
      HitPrinter printer = new HitPrinter(System.out, question, explain);
      for (int rank = 1; rank <= hits.size(); rank++) {
        printer.print(rank, hits.get(rank - 1));
      }
    }
  }

  private void print(int rank, SearchHit hit) {
    out.printf(
        Locale.ROOT,
        "%s%2d. %.4f  %s/%s:%d-%d%s%s%n",
        style(BOLD),
        rank,
        hit.score(),
        hit.repository(),
        Printable.line(hit.path()),
        hit.startLine(),
        hit.endLine(),
        style(PLAIN),
        hit.symbol().isEmpty() ? "" : "  " + hit.kind() + " " + Printable.line(name(hit)));
    if (explain) {
      out.println(
          hit.shares().stream()
              .map(HitPrinter::share)
              .collect(Collectors.joining(", ", "       ", "")));
    }
    List<String> lines = hit.text().lines().toList();
    int first = bestStart(lines);
    for (int i = first; i < Math.min(lines.size(), first + LINES); i++) {
      out.printf(
          Locale.ROOT,
          "%s%6d%s | %s%n",
          style(DIM),
          hit.startLine() + i,
          style(PLAIN),
          highlighted(shortened(lines.get(i))));
    }
    out.println();
  }

  private static String share(SignalShare share) {
    return share.signal()
        + (share.rank() > 0 ? " #" + share.rank() : "")
        + String.format(
            Locale.ROOT, share.signal().isFactor() ? " x%.2f" : " %+.3f", share.value());
  }

  private static String name(SearchHit hit) {
    return hit.breadcrumb().isEmpty() ? hit.symbol() : hit.breadcrumb();
  }

  /**
   * Where the window with the most of the question's words begins; the top where none is better.
   */
  private int bestStart(List<String> lines) {
    int best = 0;
    long bestScore = -1;
    for (int start = 0; start <= Math.max(0, lines.size() - LINES); start++) {
      long score =
          lines.stream()
              .skip(start)
              .limit(LINES)
              .flatMap(line -> words.matcher(line).results())
              .map(match -> match.group().toLowerCase(Locale.ROOT))
              .distinct()
              .count();
      if (score > bestScore) {
        best = start;
        bestScore = score;
      }
    }
    return best;
  }

  private String highlighted(String line) {
    return colour
        ? words
            .matcher(line)
            .replaceAll(match -> Matcher.quoteReplacement(MARK + match.group() + PLAIN))
        : line;
  }

  private static String shortened(String line) {
    String clean = Printable.line(line);
    return clean.length() > WIDTH ? clean.substring(0, WIDTH - 3) + "..." : clean;
  }

  private String style(String code) {
    return colour ? code : "";
  }
}
