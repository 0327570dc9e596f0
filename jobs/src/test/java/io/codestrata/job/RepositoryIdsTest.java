package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.source.Repository;
import io.codestrata.source.SourceEntry;
import io.codestrata.source.SourceKind;
import io.codestrata.table.RepositoryState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepositoryIdsTest {
  @Test
  void furtherRefIsNamedAfterTheRepositoryAndTheRef() {
    assertThat(
            ids(
                Map.of(),
                own("/gin", "gin"),
                further("/gin", "gin", "v1.9"),
                further("/gin", "gin", "release/1.x"),
                further("/gin", "gin", "v1.9")))
        .containsExactly("gin", "gin@v1.9", "gin@release/1.x");
  }

  @Test
  void furtherRefFollowsTheIdItsRepositoryHasInTheLake() {
    Map<String, RepositoryState> known =
        Map.of(
            "gin", state("gin", "/other/gin", "HEAD", true),
            "gin-2", state("gin-2", "/gin", "HEAD", true),
            "old-name@v1", state("old-name@v1", "/gin", "v1", false));

    assertThat(
            ids(
                known,
                own("/gin", "gin"),
                further("/gin", "gin", "v1"),
                further("/gin", "gin", "v2")))
        .containsExactly("gin-2", "old-name@v1", "gin-2@v2");
  }

  @Test
  void repositoryAndFurtherRefOfOneNameGetAnIdEach() {
    List<String> refFirst =
        ids(
            Map.of("gin@v1", state("gin@v1", "/gin", "v1", false)),
            own("/gin@v1", "gin@v1"),
            further("/gin", "gin", "v1"));
    List<String> repositoryFirst =
        ids(
            Map.of("gin@v1", state("gin@v1", "/gin@v1", "HEAD", true)),
            own("/gin@v1", "gin@v1"),
            own("/gin", "gin"),
            further("/gin", "gin", "v1"));

    assertThat(refFirst.get(0)).matches("gin@v1-[0-9a-f]{6}");
    assertThat(refFirst.get(1)).isEqualTo("gin@v1");
    assertThat(repositoryFirst.get(0)).isEqualTo("gin@v1");
    assertThat(repositoryFirst.get(2)).matches("gin@v1-[0-9a-f]{6}");
  }

  @Test
  void furtherRefOfARepositoryThatIsLostTakesNobodysName() {
    Map<String, RepositoryState> known = Map.of("gin", state("gin", "/other/gin", "HEAD", true));

    assertThat(ids(known, further("/gin", "gin", "v1")).get(0)).matches("gin-[0-9a-f]{6}@v1");
  }

  @Test
  void submoduleIsNamedAfterTheRepositoryItsRefAndItsPath() {
    assertThat(
            ids(
                Map.of("gin/lib/a", state("gin/lib/a", "/other", "HEAD", true)),
                own("/gin", "gin"),
                submodule("HEAD", true, "lib/b"),
                submodule("v1", false, "lib/b"),
                submodule("HEAD", true, "lib/a")))
        .satisfiesExactly(
            own -> assertThat(own).isEqualTo("gin"),
            inner -> assertThat(inner).isEqualTo("gin/lib/b"),
            ofRef -> assertThat(ofRef).isEqualTo("gin@v1/lib/b"),
            namesake -> assertThat(namesake).matches("gin/lib/a-[0-9a-f]{6}"));
  }

  private static NamedRepository submodule(String ref, boolean own, String path) {
    NamedRepository outer = named("/gin", "gin", ref, own);
    Repository inner =
        new Repository(
            "gin", Repository.Kind.GIT, "/gin/" + path, "/gin/.git/modules", ref, "c0ffee");
    return new NamedRepository(inner, outer.entry(), own, path);
  }

  @Test
  void userMeansTheOwnRefUnlessTheNameSaysAFurtherOne() throws Exception {
    List<RepositoryState> known =
        List.of(
            state("host/gin", "/gin", "HEAD", true),
            state("host/gin@release/1.x", "/gin", "release/1.x", false));

    for (String name : List.of("host/gin", "gin", "/gin")) {
      assertThat(RepositoryIds.find(known, name)).isEqualTo("host/gin");
    }
    for (String name : List.of("host/gin@release/1.x", "gin@release/1.x")) {
      assertThat(RepositoryIds.find(known, name)).isEqualTo("host/gin@release/1.x");
    }
    assertThatThrownBy(() -> RepositoryIds.find(known, "1.x"))
        .hasMessageContaining("cannot tell which repository 1.x is");
  }

  private static List<String> ids(Map<String, RepositoryState> known, NamedRepository... named) {
    return RepositoryIds.assign(List.of(named), known).stream()
        .map(each -> each.repository().id())
        .toList();
  }

  private static NamedRepository own(String origin, String id) {
    return named(origin, id, "HEAD", true);
  }

  private static NamedRepository further(String origin, String id, String ref) {
    return named(origin, id, ref, false);
  }

  private static NamedRepository named(String origin, String id, String ref, boolean own) {
    return new NamedRepository(
        new Repository(id, Repository.Kind.GIT, origin, origin, ref, "c0ffee"),
        SourceEntry.of(origin, "HEAD", SourceKind.AUTO),
        own,
        "");
  }

  private static RepositoryState state(String id, String origin, String ref, boolean own) {
    return new RepositoryState(
        id, origin, ref, "c0ffee", "", "", "", "", 1, 0, 1, 0, Instant.EPOCH, own, "");
  }
}
