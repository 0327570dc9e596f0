package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.table.IndexedState;
import io.codestrata.table.RepositoryState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateNamesTest {
  private final StateNames names =
      names(
          state(0, "2026-05-04T10:00:00Z", "abcd1111"),
          state(3, "2026-05-05T10:00:00Z", "abcd2222"),
          state(7, "2026-05-06T10:00:00Z", "abcd1111"));

  private static StateNames names(IndexedState... states) {
    return new StateNames("shop", List.of(states), ZoneOffset.ofHours(2));
  }

  private static IndexedState state(long version, String time, String revision) {
    Instant at = Instant.parse(time);
    return new IndexedState(
        version,
        at,
        Optional.empty(),
        new RepositoryState(
            "shop", "/shop", "HEAD", revision, "", "", "", "", 1, 0, 1, 0, at, true, ""));
  }

  private long version(String name) throws JobException {
    return names.find(name).version();
  }

  @Test
  void versionOrTimeMeansTheStateThatHeldThen() throws Exception {
    assertThat(version("latest")).isEqualTo(7);
    assertThat(version("previous")).isEqualTo(3);
    assertThat(version("5")).isEqualTo(3);
    assertThat(version("0")).isZero();
    assertThat(version("2026-05-05T10:00:00Z")).isEqualTo(3);
    assertThat(version("2026-05-05T09:59:59Z")).isZero();
    assertThat(version("2026-05-05T12:00+02:00")).isEqualTo(3);
    assertThat(version("2026-05-05 12:00")).isEqualTo(3);
    assertThat(version("2026-05-05")).isEqualTo(3);
  }

  @Test
  void revisionMeansItsNewestState() throws Exception {
    assertThat(version("abcd1")).isEqualTo(7);
    assertThat(version("abcd2222")).isEqualTo(3);
    assertThatThrownBy(() -> version("abcd")).hasMessageContaining("several revisions");
  }

  @Test
  void unknownNameIsRefusedWithTheStatesThereAre() {
    for (String name : List.of("1999-12-31", "ffff", "yesterday", "2026-13-40", "")) {
      assertThatThrownBy(() -> version(name))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("no state '" + name + "'")
          .hasMessageContaining("3 of 2026-05-05T10:00:00Z abcd2222");
    }
  }

  @Test
  void oneStateHasNoPreviousOne() {
    assertThatThrownBy(() -> names(state(0, "2026-05-04T10:00:00Z", "abcd")).find("previous"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("one state of it is known");
  }
}
