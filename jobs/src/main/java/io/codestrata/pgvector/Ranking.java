package io.codestrata.pgvector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * From candidates to an answer, pure. Each candidate gets points by meaning and by words; a file
 * stands by its best chunk, to which its further ones add; tests, asides and prose count less.
 *
 * <p>Constants were chosen on the nine Go, Java and JavaScript repositories of semble's benchmark,
 * round numbers within the range where NDCG@10 hardly moves (0.88 to 0.895); the figure at each is
 * what the mean loses without the signal. Tried and left out, since they gained nothing there:
 * other weights for identifiers than for sentences, names of folders, words of symbols, stems in
 * BM25.
 */
final class Ranking {
  /** Of each list; the best rank gives all of it. Without vectors -0.061, without words -0.017. */
  private static final double LIST_POINTS = 0.5;

  /** How slowly points fall with the rank by meaning: rank 22 gives half. */
  private static final double RANK_SOFTNESS = 20;

  /** For the declaration of the identifier that is asked for: -0.024. */
  private static final double SYMBOL_POINTS = 0.8;

  /** Where all words of the question are in the file's name: -0.012. */
  private static final double PATH_POINTS = 0.3;

  /** Of the file's further chunks, each next one less: -0.049. */
  private static final double FILE_SHARE = 0.5;

  private static final double FILE_FALL = 0.6;
  private static final int FILE_CHUNKS = 5;

  /** -0.039. */
  private static final double TEST_FACTOR = 0.3;

  /** -0.002: the benchmark leaves most such files out. */
  private static final double ASIDE_FACTOR = 0.6;

  /** -0.019. */
  private static final double PROSE_FACTOR = 0.4;

  /** Not folding at all: -0.007. */
  private static final double SECOND_FACTOR = 0.3;

  /** How much of the best chunk's points a definition needs to be shown in its place. */
  private static final double SHOWN_SHARE = 0.6;

  private static final Pattern TEST =
      Pattern.compile(
          "(^|[/_.-])(tests?|specs?|__tests__|testdata|testing|fixtures?|mocks?)([/_.-]|$)"
              + "|[a-z0-9](Test|Tests|TestCase|IT|Spec|Suite)\\.|(^|/)Test[A-Z]");
  private static final Set<String> TEST_WORDS =
      Set.of("test", "tests", "testing", "spec", "specs", "fixture", "fixtures", "mock", "mocks");
  private static final Pattern ASIDE =
      Pattern.compile(
          "(^|/)(_?examples?|samples?|demos?|benchmarks?)/|\\.d\\.ts$"
              + "|(^|/)(__init__\\.py|package-info\\.java|module-info\\.java|doc\\.go)$");
  private static final Set<String> ASIDE_WORDS =
      Set.of(
          "example", "examples", "sample", "samples", "demo", "demos", "benchmark", "benchmarks");
  private static final Set<String> PROSE =
      Set.of("markdown", "text", "rst", "asciidoc", "restructuredtext");
  private static final Set<String> TYPES =
      Set.of(
          "class",
          "interface",
          "type",
          "enum",
          "struct",
          "trait",
          "record",
          "object",
          "module",
          "protocol",
          "union");

  private static final Comparator<Scored> BEST_FIRST =
      Comparator.comparingDouble(Scored::score)
          .reversed()
          .thenComparing(scored -> scored.hit().repository())
          .thenComparing(scored -> scored.hit().path())
          .thenComparingInt(scored -> scored.hit().startLine());

  private final Question question;
  private final Set<Signal> signals;

  private Ranking(Question question, Set<Signal> signals) {
    this.question = question;
    this.signals = signals;
  }

  /** A candidate with what it has got so far. */
  private record Scored(SearchHit hit, List<SignalShare> shares) {
    double score() {
      double points = 0;
      double factor = 1;
      for (SignalShare share : shares) {
        if (share.signal().isFactor()) {
          factor *= share.value();
        } else {
          points += share.value();
        }
      }
      return points * factor;
    }

    Scored with(Signal signal, double value) {
      List<SignalShare> more = new ArrayList<>(shares);
      more.add(new SignalShare(signal, 0, value));
      return new Scored(hit, more);
    }
  }

  /** The best hits in order. */
  static List<SearchHit> order(
      List<Candidate> candidates, Question question, int top, Set<Signal> signals) {
    Ranking ranking = new Ranking(question, signals);
    Map<List<String>, List<Scored>> files = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      SearchHit hit = candidate.hit();
      files
          .computeIfAbsent(List.of(hit.repository(), hit.path()), file -> new ArrayList<>())
          .add(ranking.points(candidate));
    }
    return files.values().stream()
        .flatMap(chunks -> ranking.ofFile(chunks).stream())
        .sorted(BEST_FIRST)
        .limit(top)
        .map(scored -> scored.hit().ranked(scored.score(), scored.shares()))
        .toList();
  }

  private Scored points(Candidate candidate) {
    List<SignalShare> shares = new ArrayList<>();
    int rank = candidate.vectorRank();
    if (rank > 0) {
      double points = LIST_POINTS * (RANK_SOFTNESS + 1) / (RANK_SOFTNESS + rank);
      shares.add(new SignalShare(Signal.VECTOR, rank, points));
    }
    if (candidate.lexicalRank() > 0) {
      double points = LIST_POINTS * candidate.lexicalScore();
      shares.add(new SignalShare(Signal.LEXICAL, candidate.lexicalRank(), points));
    }
    Scored scored = new Scored(candidate.hit(), shares);
    double inPath =
        signals.contains(Signal.PATH)
            ? question.shareIn(IdentifierSplitter.split(stem(candidate.hit().path())))
            : 0;
    return inPath > 0 ? scored.with(Signal.PATH, PATH_POINTS * inPath) : scored;
  }

  /** A file's hits: its best chunk carries the file, a second one stands for itself. */
  private List<Scored> ofFile(List<Scored> chunks) {
    List<Scored> sorted = new ArrayList<>(chunks);
    markDeclaration(sorted);
    sorted.sort(BEST_FIRST);
    double whole = sorted.get(0).score();
    double share = FILE_SHARE;
    for (Scored next : sorted.subList(1, Math.min(sorted.size(), 1 + FILE_CHUNKS))) {
      share *= FILE_FALL;
      whole += share * next.score();
    }
    if (signals.contains(Signal.FILE)) {
      int shown = shown(sorted);
      if (shown > 0) {
        sorted.set(0, sorted.remove(shown));
      }
      double further = whole - sorted.get(0).score();
      if (further > 0) {
        sorted.set(0, sorted.get(0).with(Signal.FILE, further));
      }
    }
    sorted.replaceAll(this::withFactors);
    if (!signals.contains(Signal.FOLD) || sorted.size() == 1) {
      return sorted;
    }
    return List.of(sorted.get(0), sorted.get(1).with(Signal.FOLD, SECOND_FACTOR));
  }

  /**
   * The index of the chunk that is shown of a file: imports and headers have its words, but do not
   * answer, where a definition has nearly as much. The file's own rank stays what it is.
   */
  private static int shown(List<Scored> sorted) {
    Scored best = sorted.get(0);
    if (!best.hit().symbol().isEmpty() || PROSE.contains(best.hit().language())) {
      return 0;
    }
    for (int i = 1; i < sorted.size(); i++) {
      Scored next = sorted.get(i);
      if (!next.hit().symbol().isEmpty() && next.score() >= SHOWN_SHARE * best.score()) {
        return i;
      }
    }
    return 0;
  }

  /**
   * Of the chunks with the name that is asked for, types before their constructors and the first
   * part of a long one.
   */
  private void markDeclaration(List<Scored> chunks) {
    if (question.identifier().isEmpty() || !signals.contains(Signal.SYMBOL)) {
      return;
    }
    String name = question.identifier().get();
    chunks.stream()
        .filter(chunk -> chunk.hit().symbol().toLowerCase(Locale.ROOT).equals(name))
        .min(
            Comparator.comparing((Scored chunk) -> !TYPES.contains(chunk.hit().kind()))
                .thenComparingInt(chunk -> chunk.hit().startLine()))
        .ifPresent(
            chunk -> chunks.set(chunks.indexOf(chunk), chunk.with(Signal.SYMBOL, SYMBOL_POINTS)));
  }

  private Scored withFactors(Scored scored) {
    SearchHit hit = scored.hit();
    Scored result = scored;
    if (signals.contains(Signal.TESTS)
        && TEST.matcher(hit.path()).find()
        && !question.hasAny(TEST_WORDS)) {
      result = result.with(Signal.TESTS, TEST_FACTOR);
    }
    if (signals.contains(Signal.ASIDE)
        && ASIDE.matcher(hit.path()).find()
        && !question.hasAny(ASIDE_WORDS)) {
      result = result.with(Signal.ASIDE, ASIDE_FACTOR);
    }
    return signals.contains(Signal.PROSE) && PROSE.contains(hit.language())
        ? result.with(Signal.PROSE, PROSE_FACTOR)
        : result;
  }

  /** The file's name up to its first dot. */
  private static String stem(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.indexOf('.', 1);
    return dot < 0 ? name : name.substring(0, dot);
  }
}
