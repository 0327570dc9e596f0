package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which files and chunks a search may show, as a condition on a relation {@code f} of files and the
 * chunks {@code c} that they hold, with its parameters.
 *
 * @param relation of the files
 * @param sql the condition
 * @param parameters its parameters in order
 * @param isSelective true when it asks for more than the model and the repositories' own refs
 * @param isOfChunks whether it has a condition on {@code c}
 * @param order of the files of one chunk: the first is shown
 */
record FileFilter(
    FileRelation relation,
    String sql,
    List<String> parameters,
    boolean isSelective,
    boolean isOfChunks,
    String order) {
  private static final String FURTHER =
      "f.repository IN (SELECT r.id FROM codestrata.repository r WHERE NOT r.default_ref)";
  private static final String BY_PLACE = "f.repository, f.path";

  /** What names a further ref by itself: see {@code RepositoryIds} of the jobs. */
  private static final String REF_SIGN = "@";

  /** Of so few the planner is told, so that it reads the files of these alone. */
  private static final int MOST_TOLD = 100;

  /** As this database has repositories. */
  static FileFilter of(
      Connection connection, SearchScope scope, String model, FileRelation relation)
      throws SQLException {
    // A database of version 1 has no column that says it.
    boolean furtherRefs = HybridSearch.hasFurtherRefs(connection);
    Builder filter = new Builder().and("f.model = ?", model);
    String repository = scope.repository().orElse("");
    if (scope.ref().isPresent()) {
      filter.ofRef(scope.ref().get(), repository, furtherRefs);
    } else if (!repository.isEmpty()) {
      // Of earlier files the repository may be gone.
      List<String> ids =
          relation == FileRelation.PUBLISHED ? ids(connection, repository) : List.of();
      filter.ofRepository(repository, ids, scope.allRefs() && furtherRefs);
    }
    boolean anyRef = scope.ref().isPresent() || scope.allRefs() || repository.contains(REF_SIGN);
    if (furtherRefs && !anyRef) {
      filter.and("NOT " + FURTHER);
    }
    scope.language().ifPresent(language -> filter.and("f.language = ?", language));
    scope.path().ifPresent(glob -> filter.and("f.path ~ ?", PathGlob.regex(glob)));
    scope.kind().ifPresent(kind -> filter.and("c.kind = ?", kind));
    scope.symbol().ifPresent(filter::ofSymbol);
    return new FileFilter(
        relation,
        filter.sql.toString(),
        filter.parameters,
        relation != FileRelation.PUBLISHED || scope.isNarrow(),
        scope.isOfChunks(),
        furtherRefs && scope.allRefs() ? FURTHER + ", " + BY_PLACE : BY_PLACE);
  }

  private static List<String> ids(Connection connection, String repository) throws SQLException {
    String name = repository.replace('\0', '\uFFFD');
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT r.id FROM codestrata.repository r WHERE "
                + Builder.named("r.id")
                + " LIMIT "
                + (MOST_TOLD + 1))) {
      for (int i = 1; i <= 3; i++) {
        select.setString(i, name);
      }
      List<String> ids = HybridSearch.strings(select);
      return ids.size() > MOST_TOLD ? List.of() : ids;
    }
  }

  /** The relation under the name that the condition has for it. */
  String files() {
    return relation.table() + " f";
  }

  /** Sets the parameters from this index on; returns the index after them. */
  int bind(PreparedStatement statement, int first) throws SQLException {
    int index = first;
    for (String parameter : parameters) {
      statement.setString(index++, parameter);
    }
    return index;
  }

  private static final class Builder {
    final StringBuilder sql = new StringBuilder();
    final List<String> parameters = new ArrayList<>();

    Builder and(String condition, String... values) {
      sql.append(sql.isEmpty() ? "" : " AND ").append(condition);
      for (String value : values) {
        parameters.add(value.replace('\0', '\uFFFD'));
      }
      return this;
    }

    void ofSymbol(String name) {
      and(
          "(lower(c.symbol) = ? OR lower(c.breadcrumb) = ? OR right(lower(c.breadcrumb), length(?) +"
              + " 1) = '.' || ?)",
          name,
          name,
          name,
          name);
    }

    /**
     * Its own ref, and where they are wanted its further ones.
     *
     * @param ids that the name means, none where that is not known
     */
    void ofRepository(String name, List<String> ids, boolean withFurther) {
      String own = named("f.repository");
      if (!ids.isEmpty() && !withFurther) {
        and(
            "f.repository IN (" + String.join(", ", Collections.nCopies(ids.size(), "?")) + ")",
            ids.toArray(String[]::new));
      } else if (withFurther) {
        and(
            "("
                + own
                + " OR f.repository IN (SELECT r.id FROM codestrata.repository r WHERE "
                + sharesOrigin(name)
                + "))",
            name,
            name,
            name,
            name,
            name,
            name);
      } else {
        and(own, name, name, name);
      }
    }

    /** What was indexed at a ref, as a repository's own or a further one. */
    void ofRef(String ref, String repository, boolean furtherRefs) {
      String atRef = "f.repository IN (SELECT r.id FROM codestrata.repository r WHERE r.ref = ?";
      if (repository.isEmpty()) {
        and(atRef + ")", ref);
      } else if (furtherRefs) {
        // Its own ref may not be there: then the id tells.
        String id = repository + REF_SIGN + ref;
        and(
            atRef + " AND (" + sharesOrigin(repository) + " OR " + named("r.id") + "))",
            ref,
            repository,
            repository,
            repository,
            id,
            id,
            id);
      } else {
        and(atRef + " AND " + named("r.id") + ")", ref, repository, repository, repository);
      }
    }

    /** Whether {@code r} is of the repository of that name. */
    private static String sharesOrigin(String name) {
      return "EXISTS (SELECT 1 FROM codestrata.repository d WHERE d.origin = r.origin AND d.lake ="
          + " r.lake AND "
          + named("d.id")
          + (name.contains(REF_SIGN) ? ")" : " AND d.default_ref)");
    }

    /** The id itself or its end; right(), not LIKE: a name may hold % and _. */
    private static String named(String column) {
      return "(" + column + " = ? OR right(" + column + ", length(?) + 1) = '/' || ?)";
    }
  }
}
