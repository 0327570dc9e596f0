package io.codestrata.job;

import io.codestrata.merkle.ContentHash;
import io.codestrata.source.Repository;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Hashes files of sources that do not know their content hashes: folders. */
final class HashPartition implements FlatMapFunction<Iterator<FileRef>, HashPartition.Hashed> {
  private static final long serialVersionUID = 1L;

  /**
   * A file's hash, or why it has none.
   *
   * @param file as listed, with its content hash where it could be read
   * @param failure empty when it could
   */
  record Hashed(FileRef file, String failure) implements java.io.Serializable {}

  private final List<Repository> repositories;
  private final long maxFileBytes;

  HashPartition(List<Repository> repositories, long maxFileBytes) {
    this.repositories = repositories;
    this.maxFileBytes = maxFileBytes;
  }

  @Override
  public Iterator<Hashed> call(Iterator<FileRef> files) {
    ContentReaders readers = new ContentReaders(repositories, maxFileBytes);
    return new PartitionIterator<>(files, file -> hash(file, readers), readers);
  }

  private static Hashed hash(FileRef file, ContentReaders readers) {
    try {
      byte[] content = readers.read(file);
      return new Hashed(file.withContent(ContentHash.ofFile(content), content.length), "");
    } catch (IOException | RuntimeException e) {
      return new Hashed(file, JobErrors.unreadable(e));
    }
  }
}
