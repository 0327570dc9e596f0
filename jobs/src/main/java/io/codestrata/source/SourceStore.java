package io.codestrata.source;

import java.nio.file.Path;

/**
 * What sources may keep below the data folder: {@code clones} of URLs, in {@code stat} hashes of
 * folders' files, and in {@code tmp} what is unpacked of archives. Made when first needed;
 * executors must be able to read it.
 *
 * @param folder the data folder
 * @param clonesBytes what the clones may take; above it those go that were fetched longest ago; 0
 *     for no limit
 * @param cloneDepth commits of the ref that is asked for; 0 for all branches and tags with their
 *     whole history
 * @param trustTimes whether a folder's file is taken for unchanged, and not read, where its size
 *     and modification time are those of the last run
 * @param archiveBytes what an archive's files may take together, unpacked
 */
public record SourceStore(
    Path folder, long clonesBytes, int cloneDepth, boolean trustTimes, long archiveBytes) {
  public SourceStore {
    folder = folder.toAbsolutePath().normalize();
  }

  /** Whole clones without a limit; every file of a folder is read. */
  static SourceStore in(Path folder) {
    return new SourceStore(folder, 0, 0, false, 4_000_000_000L);
  }

  Path clones() {
    return folder.resolve("clones");
  }

  Path temporary() {
    return folder.resolve("tmp");
  }

  Path hashes() {
    return folder.resolve("stat");
  }
}
