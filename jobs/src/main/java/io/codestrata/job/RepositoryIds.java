package io.codestrata.job;

import io.codestrata.merkle.ContentHash;
import io.codestrata.table.RepositoryState;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives each origin an id of its own: two folders of one name never write over each other. */
final class RepositoryIds {
  private static final int SUFFIX_DIGITS = 6;

  private RepositoryIds() {}

  /** The lake's repositories by id. */
  static Map<String, RepositoryState> byId(List<RepositoryState> states) {
    Map<String, RepositoryState> byId = new HashMap<>();
    states.forEach(state -> byId.put(state.repository(), state));
    return byId;
  }

  /** The origin as states hold it: a path that is there without links, all else as it is. */
  static String storedOrigin(String named) {
    try {
      return Path.of(named).toRealPath().toString();
    } catch (IOException | InvalidPathException e) {
      return named;
    }
  }

  /**
   * @param resolved what the user named, an origin maybe twice
   * @param known id to state, of the lake
   * @return each origin once, in order, with the id the lake has or shall have for it
   */
  static List<NamedRepository> assign(
      List<NamedRepository> resolved, Map<String, RepositoryState> known) {
    Map<String, String> originById = new HashMap<>();
    Map<String, String> idByOrigin = new HashMap<>();
    known.forEach(
        (id, state) -> {
          originById.put(id, state.origin());
          idByOrigin.put(state.origin(), id);
        });
    Set<String> seen = new HashSet<>();
    List<NamedRepository> assigned = new ArrayList<>();
    for (NamedRepository named : resolved) {
      String origin = named.repository().origin();
      if (!seen.add(origin)) {
        continue;
      }
      String id = idByOrigin.get(origin);
      if (id == null) {
        id = named.wantedId();
        if (originById.containsKey(id)) {
          id += "-" + ContentHash.ofText(origin).substring(0, SUFFIX_DIGITS);
        }
        originById.put(id, origin);
        idByOrigin.put(origin, id);
      }
      assigned.add(named.withId(id));
    }
    return assigned;
  }
}
