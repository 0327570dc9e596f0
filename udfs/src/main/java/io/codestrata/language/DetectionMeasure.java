package io.codestrata.language;

import io.codestrata.language.DetectionScore.Confusion;
import io.codestrata.language.DetectionScore.Foreign;
import io.codestrata.language.DetectionScore.Share;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts how often detection is right on files that come with linguist's name of their language.
 */
public final class DetectionMeasure {
  private final LanguageDetector detector = LanguageDetector.shared();
  private final Map<String, Set<String>> known = new HashMap<>();
  private final Set<String> parsed = new HashSet<>();
  private final Map<Pair, Integer> confusions = new HashMap<>();
  private final Count all = new Count();
  private final Count contested = new Count();
  private final Count foreign = new Count();
  private int unknown;

  private record Pair(String language, String told) {}

  private static final class Count {
    private int files;
    private int right;
    private int wrongGrammar;

    private Share share() {
      return new Share(files, right, wrongGrammar);
    }
  }

  /** Nothing counted yet. */
  public DetectionMeasure() {
    for (GrammarRegistry.Entry entry : GrammarRegistry.shared().entries()) {
      String name = entry.info().name();
      entry
          .linguistNames()
          .forEach(
              alias ->
                  known
                      .computeIfAbsent(LanguageDetector.key(alias), key -> new HashSet<>())
                      .add(name));
      known.computeIfAbsent(name, key -> new HashSet<>()).add(name);
      if (!entry.info().grammar().isEmpty()) {
        parsed.add(name);
      }
    }
  }

  /**
   * Detects one file and counts the outcome.
   *
   * @param language linguist's name of its language, or an alias
   * @param path its path, {@code /} between names
   * @param content its bytes, or the first of them
   */
  public void add(String language, String path, byte[] content) {
    String told = detector.detect(path, content);
    Set<String> right = known.get(LanguageDetector.key(language));
    if (right == null) {
      foreign.files++;
      unknown += told.equals(LanguageDetector.UNKNOWN) ? 1 : 0;
      foreign.wrongGrammar += parsed.contains(told) ? 1 : 0;
      return;
    }
    count(all, right, told);
    if (detector.isContested(path)) {
      count(contested, right, told);
    }
    if (!right.contains(told)) {
      confusions.merge(new Pair(language, told), 1, Integer::sum);
    }
  }

  /** What was counted so far. */
  public DetectionScore score() {
    return new DetectionScore(
        all.share(),
        contested.share(),
        new Foreign(
            foreign.files,
            unknown,
            foreign.files - unknown - foreign.wrongGrammar,
            foreign.wrongGrammar),
        confusions.entrySet().stream()
            .map(
                entry ->
                    new Confusion(entry.getKey().language, entry.getKey().told, entry.getValue()))
            .sorted(
                Comparator.comparing(Confusion::files)
                    .reversed()
                    .thenComparing(Confusion::language)
                    .thenComparing(Confusion::told))
            .toList());
  }

  private void count(Count count, Set<String> right, String told) {
    count.files++;
    if (right.contains(told)) {
      count.right++;
    } else if (parsed.contains(told)) {
      count.wrongGrammar++;
    }
  }
}
