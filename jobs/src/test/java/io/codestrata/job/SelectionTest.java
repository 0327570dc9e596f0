package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.source.SourceEntry;
import io.codestrata.source.SourceKind;
import io.codestrata.source.SourceList;
import io.codestrata.table.RepositoryState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final Instant LAST_RUN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = LAST_RUN.plusSeconds(60);
  private static final List<RepositoryState> KNOWN =
      List.of(state("gin", "HEAD", true, LATER), state("gin@v1", "v1", false, LAST_RUN));

  @Test
  void repositoryIsDueWhenOneOfItsRefsIs() {
    Selection since = new Selection(1, 1, false, Optional.of(LATER), Long.MAX_VALUE);

    assertThat(isTaken(since, Map.of())).isFalse();
    assertThat(isTaken(since, Map.of(), "v1")).isTrue();
    assertThat(isTaken(since, Map.of(), "v*")).isTrue();
    assertThat(isTaken(since, Map.of(), "never-indexed")).isTrue();
    assertThat(isTaken(since, Map.of(), "none*")).isFalse();
  }

  @Test
  void repositoryFailedWhenOneOfItsRefsDid() {
    Selection failed = new Selection(1, 1, true, Optional.empty(), Long.MAX_VALUE);

    assertThat(isTaken(failed, Map.of(), "v1", "gone")).isFalse();
    assertThat(isTaken(failed, Map.of("gin@gone", LATER), "v1", "gone")).isTrue();
    assertThat(isTaken(failed, Map.of("gin@v1", LATER), "v*")).isTrue();
    assertThat(isTaken(failed, Map.of("gin@v1", LATER))).isFalse();
    assertThat(isTaken(failed, Map.of("gin@v1", LAST_RUN.minusSeconds(1)), "v1")).isFalse();
  }

  private static boolean isTaken(Selection selection, Map<String, Instant> failed, String... refs) {
    SourceEntry entry =
        SourceEntry.of("/nowhere/gin", "HEAD", SourceKind.AUTO).withRefs(List.of(refs));
    return !selection.of(new SourceList(List.of(entry)), KNOWN, failed).entries().isEmpty();
  }

  private static RepositoryState state(String id, String ref, boolean own, Instant indexedAt) {
    return new RepositoryState(
        id, "/nowhere/gin", ref, "c0ffee", "", "", "", "", 1, 0, 1, 0, indexedAt, own, "");
  }
}
