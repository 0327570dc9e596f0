package io.codestrata.pgvector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * From two lists of candidates to one answer, pure: reciprocal rank fusion (Cormack, Clarke and
 * Buettcher, SIGIR 2009, k = 60), mild boosts for symbol and path, a mild cut for tests and prose,
 * at most two hits a file.
 */
final class Ranking {
  private static final double K = 60;
  private static final int MOST_PER_FILE = 2;
  private static final double SYMBOL_BOOST = 0.25;
  private static final double PATH_BOOST = 0.15;
  private static final double TEST_CUT = 0.85;
  private static final double PROSE_CUT = 0.9;
  private static final Pattern TEST =
      Pattern.compile("(^|[/_.-])(tests?|specs?|__tests__)([/_.-]|$)|[a-z](Test|Tests|IT|Spec)\\.");
  private static final Set<String> PROSE =
      Set.of("markdown", "text", "rst", "asciidoc", "restructuredtext");

  private Ranking() {}

  /** Chunk hash to fused score; each list holds a hash once, best first. */
  static Map<String, Double> fuse(List<List<String>> lists) {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (List<String> list : lists) {
      int rank = 0;
      for (String hash : list) {
        rank++;
        scores.merge(hash, 1 / (K + rank), Double::sum);
      }
    }
    return scores;
  }

  /** The best hits in order, boosts applied. */
  static List<SearchHit> order(
      List<SearchHit> hits, List<String> queryWords, int top, Set<Signal> signals) {
    List<SearchHit> sorted = new ArrayList<>();
    for (SearchHit hit : hits) {
      sorted.add(hit.withScore(hit.score() * boost(hit, queryWords, signals)));
    }
    sorted.sort(
        Comparator.comparingDouble(SearchHit::score)
            .reversed()
            .thenComparing(SearchHit::repository)
            .thenComparing(SearchHit::path)
            .thenComparingInt(SearchHit::startLine));
    List<SearchHit> kept = new ArrayList<>();
    Map<List<String>, Integer> perFile = new HashMap<>();
    for (SearchHit hit : sorted) {
      int count = perFile.merge(List.of(hit.repository(), hit.path()), 1, Integer::sum);
      if (count <= MOST_PER_FILE && kept.size() < top) {
        kept.add(hit);
      }
    }
    return kept;
  }

  private static double boost(SearchHit hit, List<String> queryWords, Set<Signal> signals) {
    Set<String> asked = new HashSet<>(queryWords);
    double boost = 1;
    if (signals.contains(Signal.SYMBOL)) {
      boost +=
          asked.contains(hit.symbol().toLowerCase(Locale.ROOT))
              ? SYMBOL_BOOST
              : SYMBOL_BOOST / 2 * share(IdentifierSplitter.split(hit.symbol()), asked);
    }
    if (signals.contains(Signal.PATH)) {
      boost += PATH_BOOST * share(IdentifierSplitter.split(fileName(hit.path())), asked);
    }
    boolean testsAsked = asked.contains("test") || asked.contains("tests");
    if (signals.contains(Signal.TESTS) && !testsAsked && TEST.matcher(hit.path()).find()) {
      boost *= TEST_CUT;
    }
    return signals.contains(Signal.PROSE) && PROSE.contains(hit.language())
        ? boost * PROSE_CUT
        : boost;
  }

  private static double share(List<String> words, Set<String> asked) {
    return words.isEmpty()
        ? 0
        : (double) words.stream().filter(asked::contains).count() / words.size();
  }

  private static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
