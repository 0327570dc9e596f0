package io.codestrata.pgvector;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which files a search may show, as a condition on a relation {@code f} with its parameters.
 *
 * @param relation of the files
 * @param sql the condition
 * @param parameters its parameters in order
 * @param isSelective false when it lets all published files of the model pass
 */
record FileFilter(FileRelation relation, String sql, List<String> parameters, boolean isSelective) {

  static FileFilter of(SearchQuery query, FileRelation relation) {
    StringBuilder sql = new StringBuilder("f.model = ?");
    List<String> parameters = new ArrayList<>(List.of(storable(query.model())));
    query
        .repository()
        .ifPresent(
            repository -> {
              // right(), not LIKE: a name may hold % and _.
              sql.append(
                  " AND (f.repository = ? OR right(f.repository, length(?) + 1) = '/' || ?)");
              parameters.addAll(
                  List.of(storable(repository), storable(repository), storable(repository)));
            });
    query
        .language()
        .ifPresent(
            language -> {
              sql.append(" AND f.language = ?");
              parameters.add(storable(language));
            });
    return new FileFilter(
        relation,
        sql.toString(),
        parameters,
        relation != FileRelation.PUBLISHED || parameters.size() > 1);
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

  private static String storable(String value) {
    return value.replace('\0', '\uFFFD');
  }
}
