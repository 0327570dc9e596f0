package io.codestrata.job;

import io.codestrata.chunk.Chunk;
import io.codestrata.rules.Skip;
import io.codestrata.table.IndexedFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a run makes of a file or a folder, and why. */
public sealed interface Explanation {
  /** What is explained, absolute. */
  Path file();

  /** The same from the repository's root; empty for the root itself. */
  String path();

  /** Where contents are taken from, for people. */
  String source();

  /**
   * Of a file, or of a folder that is left out whole.
   *
   * @param size bytes, 0 for a folder
   * @param encoding what its bytes were read as, empty where it is not read
   * @param language its language, empty where it is not read
   * @param told by what the language was told: its extension, its content, ...
   * @param skip why it is left out, if it is
   * @param keptBy what keeps it against the rules, empty where nothing does
   * @param cut the grammar it is cut by, or why by lines; empty where it is left out
   * @param chunks what is indexed of it
   */
  record OfFile(
      Path file,
      String path,
      String source,
      long size,
      String encoding,
      String language,
      String told,
      Optional<Skip> skip,
      String keptBy,
      String cut,
      List<Chunk> chunks)
      implements Explanation {
    /** What {@code files.status} says of it. */
    public String status() {
      if (skip.isEmpty()) {
        return IndexedFile.INDEXED;
      }
      return skip.get().reason().equals(IndexedFile.FAILED)
          ? IndexedFile.FAILED
          : IndexedFile.SKIPPED;
    }
  }

  /**
   * Of a folder.
   *
   * @param kept files that are indexed
   * @param groups what is left out, by reason
   */
  record OfFolder(Path file, String path, String source, long kept, List<Group> groups)
      implements Explanation {}

  /**
   * Files and whole folders that are left out for one reason.
   *
   * @param count how many, a folder counted once
   * @param first the first of them, path to what decided
   */
  record Group(String reason, long count, List<Example> first) {}

  /**
   * One that is left out.
   *
   * @param path from the repository's root, with a slash behind a folder
   * @param because what decided
   */
  record Example(String path, String because) {}
}
