package io.codestrata.merkle;

import io.codestrata.merkle.ManifestDiff.Rename;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds, among what a diff calls removed and added, files that moved and were edited a little. It
 * pairs as {@code git diff -M} does ({@code diffcore-rename.c}): first files whose name nobody else
 * has on either side, if they are alike enough; then all others by score. For reports only: what is
 * embedded is decided by content.
 */
public final class SimilarRenames {
  /** Above so many removed times added files, squared, nothing is compared, as in git. */
  static final int MOST_FILES = 1_000;

  private static final int LEAST = ContentSpans.MAX_SCORE / 2;

  /** Half way from the least score to the highest. */
  private static final int LEAST_FOR_SAME_NAME = LEAST + (ContentSpans.MAX_SCORE - LEAST) / 2;

  private static final int CANDIDATES_A_FILE = 4;

  /** Contents that can still be read. */
  @FunctionalInterface
  public interface Contents {
    /** The entry's bytes; empty where nobody has them any more. */
    Optional<byte[]> of(ManifestEntry entry);
  }

  private record Candidate(ManifestEntry before, ManifestEntry after, int score) {
    boolean sameName() {
      return ManifestDiff.name(before).equals(ManifestDiff.name(after));
    }
  }

  private final Contents contents;
  private final Map<String, Optional<ContentSpans>> spans = new HashMap<>();
  private final Map<ManifestEntry, Rename> found = new HashMap<>();
  private final Set<ManifestEntry> used = new HashSet<>();

  private SimilarRenames(Contents contents) {
    this.contents = contents;
  }

  /**
   * The same diff with pairs that are alike by half or more as renames. A file whose content cannot
   * be read stays added or removed.
   */
  public static ManifestDiff in(ManifestDiff diff, Contents contents) {
    SimilarRenames search = new SimilarRenames(contents);
    search.pairByName(diff.removed(), diff.added());
    search.pairByScore(search.left(diff.removed()), search.left(diff.added()));
    List<Rename> renamed = new ArrayList<>(diff.renamed());
    renamed.addAll(search.found.values());
    renamed.sort(Comparator.comparing(rename -> rename.after().path()));
    return new ManifestDiff(
        search.left(diff.added()),
        diff.modified(),
        search.left(diff.removed()),
        renamed,
        diff.modeChanged());
  }

  private List<ManifestEntry> left(List<ManifestEntry> entries) {
    return entries.stream()
        .filter(entry -> !used.contains(entry) && !found.containsKey(entry))
        .toList();
  }

  private void pairByName(List<ManifestEntry> removed, List<ManifestEntry> added) {
    Map<String, ManifestEntry> names = withUniqueNames(added);
    withUniqueNames(removed)
        .forEach(
            (name, before) -> {
              ManifestEntry after = names.get(name);
              if (after != null) {
                int score = score(before, after, LEAST_FOR_SAME_NAME);
                if (score >= LEAST_FOR_SAME_NAME) {
                  pair(new Candidate(before, after, score));
                }
              }
            });
  }

  private static Map<String, ManifestEntry> withUniqueNames(List<ManifestEntry> entries) {
    Map<String, ManifestEntry> byName = new HashMap<>();
    Set<String> twice = new HashSet<>();
    for (ManifestEntry entry : entries) {
      if (byName.put(ManifestDiff.name(entry), entry) != null) {
        twice.add(ManifestDiff.name(entry));
      }
    }
    byName.keySet().removeAll(twice);
    return byName;
  }

  private void pairByScore(List<ManifestEntry> removed, List<ManifestEntry> added) {
    if ((long) removed.size() * added.size() > (long) MOST_FILES * MOST_FILES) {
      return;
    }
    Comparator<Candidate> bestFirst =
        Comparator.comparingInt(Candidate::score).thenComparing(Candidate::sameName).reversed();
    List<Candidate> candidates = new ArrayList<>();
    for (ManifestEntry after : added) {
      List<Candidate> sources = new ArrayList<>();
      for (ManifestEntry before : removed) {
        int score = score(before, after, LEAST);
        if (score >= LEAST) {
          sources.add(new Candidate(before, after, score));
        }
      }
      sources.sort(bestFirst);
      candidates.addAll(sources.subList(0, Math.min(CANDIDATES_A_FILE, sources.size())));
    }
    candidates.sort(bestFirst);
    for (Candidate candidate : candidates) {
      if (!found.containsKey(candidate.after()) && !used.contains(candidate.before())) {
        pair(candidate);
      }
    }
  }

  private void pair(Candidate pair) {
    used.add(pair.before());
    int percent = (int) ((long) pair.score() * 100 / ContentSpans.MAX_SCORE);
    found.put(pair.after(), new Rename(pair.before(), pair.after(), percent));
  }

  /** 0 for what is no regular file, and without reading where sizes are too far apart. */
  private int score(ManifestEntry before, ManifestEntry after, int least) {
    if (!isFile(before) || !isFile(after)) {
      return 0;
    }
    long larger = Math.max(before.size(), after.size());
    long apart = Math.abs(before.size() - after.size());
    if (larger * (ContentSpans.MAX_SCORE - least) < apart * ContentSpans.MAX_SCORE) {
      return 0;
    }
    Optional<ContentSpans> source = spans(before);
    Optional<ContentSpans> target = source.isEmpty() ? Optional.empty() : spans(after);
    return target.isEmpty() ? 0 : source.orElseThrow().scoreOf(target.orElseThrow());
  }

  private Optional<ContentSpans> spans(ManifestEntry entry) {
    if (entry.contentHash().isEmpty()) {
      return Optional.empty();
    }
    return spans.computeIfAbsent(
        entry.contentHash(), hash -> contents.of(entry).map(ContentSpans::of));
  }

  private static boolean isFile(ManifestEntry entry) {
    return entry.mode().startsWith("100");
  }
}
