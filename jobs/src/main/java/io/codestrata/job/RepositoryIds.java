package io.codestrata.job;

import io.codestrata.merkle.ContentHash;
import io.codestrata.source.Repository;
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

/**
 * Gives each origin, and each further ref of it, an id of its own: two folders of one name never
 * write over each other. A further ref's is {@code ID@REF}, a submodule's {@code ID/PATH}.
 */
final class RepositoryIds {
  private static final int SUFFIX_DIGITS = 6;
  private static final String REF_SIGN = "@";
  private static final String OWN_REF = "";

  /**
   * @param ref {@link #OWN_REF}, or a further one
   */
  private record Key(String origin, String ref) {}

  private final Map<Key, String> idOf = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  private RepositoryIds(Map<String, RepositoryState> known) {
    taken.addAll(known.keySet());
    known.forEach(
        (id, state) ->
            idOf.put(new Key(state.origin(), state.defaultRef() ? OWN_REF : state.ref()), id));
  }

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
   * The id a user means.
   *
   * @param named an id, the end of one after a slash, or a path or URL, which mean the repository's
   *     own ref
   * @throws JobException when it means none, or several
   */
  static String find(List<RepositoryState> known, String named) throws JobException {
    String path = storedOrigin(named);
    List<RepositoryState> found =
        known.stream()
            .filter(
                state ->
                    state.repository().equals(named)
                        || (state.defaultRef()
                            && (state.origin().equals(named) || state.origin().equals(path))))
            .toList();
    if (found.isEmpty()) {
      // The end of release/1.x is no name of a repository.
      found =
          known.stream()
              .filter(state -> state.defaultRef() || named.contains(REF_SIGN))
              .filter(state -> state.repository().endsWith("/" + named))
              .toList();
    }
    if (found.size() != 1) {
      throw HistoryErrors.unknownRepository(
          named, known.stream().map(RepositoryState::repository).sorted().toList());
    }
    return found.get(0).repository();
  }

  /** What a further ref of a repository goes by. */
  static String ofRef(String id, String ref) {
    return id + REF_SIGN + ref;
  }

  /** What a submodule goes by. */
  static String ofSubmodule(String id, String path) {
    return id + "/" + path;
  }

  /**
   * The same where ids hold beyond one generation of the lake.
   *
   * @param elsewhere id to state, of other generations
   */
  static List<NamedRepository> assign(
      List<NamedRepository> resolved,
      Map<String, RepositoryState> known,
      Map<String, RepositoryState> elsewhere) {
    Map<String, RepositoryState> all = new HashMap<>(elsewhere);
    all.putAll(known);
    return assign(resolved, all);
  }

  /**
   * @param resolved what the user named, an origin maybe twice
   * @param known id to state, of the lake
   * @return each origin once a ref, in order, with the id the lake has or shall have for it
   */
  static List<NamedRepository> assign(
      List<NamedRepository> resolved, Map<String, RepositoryState> known) {
    RepositoryIds ids = new RepositoryIds(known);
    Set<Key> seen = new HashSet<>();
    List<NamedRepository> assigned = new ArrayList<>();
    for (NamedRepository named : resolved) {
      Repository repository = named.repository();
      String ref = named.isDefaultRef() ? OWN_REF : repository.ref();
      Key key = new Key(repository.origin(), ref);
      if (seen.add(key)) {
        String origin = named.namedOrigin();
        String id = ids.of(new Key(origin, OWN_REF), named.wantedId());
        if (!named.isDefaultRef()) {
          id = ids.of(new Key(origin, ref), ofRef(id, ref));
        }
        if (named.isSubmodule()) {
          id = ids.of(key, ofSubmodule(id, named.submodule()));
        }
        assigned.add(named.withId(id));
      }
    }
    return assigned;
  }

  private String of(Key key, String wanted) {
    return idOf.computeIfAbsent(
        key,
        unknown -> {
          String suffix = "-" + ContentHash.ofText(key.origin()).substring(0, SUFFIX_DIGITS);
          String id = taken.contains(wanted) ? wanted + suffix : wanted;
          taken.add(id);
          return id;
        });
  }
}
