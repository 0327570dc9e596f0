package io.codestrata.pgvector;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which files a search may show, as a condition on {@code codestrata.file f} with its parameters.
 *
 * @param sql the condition
 * @param parameters its parameters in order
 * @param isSelective true when it asks for more than the model
 */
record FileFilter(String sql, List<String> parameters, boolean isSelective) {

  static FileFilter of(SearchQuery query) {
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
    return new FileFilter(sql.toString(), parameters, parameters.size() > 1);
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
