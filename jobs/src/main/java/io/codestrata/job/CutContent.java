package io.codestrata.job;

import io.codestrata.table.IndexedFile;
import io.codestrata.table.StoredChunk;
import java.io.Serializable;
import java.util.List;

/**
 * What became of one content: its files' rows and the chunks it was cut into.
 *
 * @param files a row a path; a failed one carries its reason
 * @param chunks new chunks; none where the lake knows them already
 */
record CutContent(List<IndexedFile> files, List<StoredChunk> chunks) implements Serializable {
  CutContent withoutChunks() {
    return new CutContent(files, List.of());
  }
}
