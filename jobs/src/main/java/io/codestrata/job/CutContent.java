package io.codestrata.job;

import io.codestrata.table.IndexedFile;
import io.codestrata.table.SlowFile;
import io.codestrata.table.StoredChunk;
import java.io.Serializable;
import java.util.List;

/**
 * What became of one content: its files' rows and the chunks it was cut into.
 *
 * @param files a row a path; a failed one carries its reason
 * @param chunks new chunks; none where the lake knows them already
 * @param seconds wall time to read and cut it
 */
record CutContent(List<IndexedFile> files, List<StoredChunk> chunks, double seconds)
    implements Serializable {
  CutContent withoutChunks() {
    return new CutContent(files, List.of(), seconds);
  }

  CutContent took(double time) {
    return new CutContent(files, chunks, time);
  }

  /** The first of its files, which stands for all. */
  SlowFile first() {
    IndexedFile file = files.get(0);
    return new SlowFile(file.repository(), file.path(), file.language(), file.size(), seconds);
  }
}
