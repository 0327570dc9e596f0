package io.codestrata.source;

import io.codestrata.merkle.ContentHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A tar archive's files, unpacked in one pass so that executors can read each by itself. Their
 * names on disk are hashes of their paths, so an archive has no say in where anything is written.
 */
final class TarSpool implements ContentReader {
  private static final int OWNER_EXECUTES = 0100;

  private final Path folder;
  private final long maxFileBytes;

  TarSpool(Path folder, long maxFileBytes) {
    this.folder = folder;
    this.maxFileBytes = maxFileBytes;
  }

  /**
   * Unpacks an archive.
   *
   * @param folder made by the caller, who deletes it as well
   * @param maxBytes of all entries together
   * @return its entries in its order
   * @throws IOException when it is damaged
   * @throws SourceException when it has too many entries or bytes
   */
  static List<ArchivedFile> unpack(Path archive, ArchiveFormat format, Path folder, long maxBytes)
      throws IOException, SourceException {
    List<ArchivedFile> listed = new ArrayList<>();
    long bytes = 0;
    try (BoundedHeaders plain = new BoundedHeaders(format.open(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(plain, "UTF-8")) {
      TarArchiveEntry entry = tar.getNextEntry();
      if (entry == null) {
        throw new IOException("it holds nothing");
      }
      for (; entry != null; entry = tar.getNextEntry()) {
        if (!entry.isCheckSumOK()) {
          throw new IOException("it is no tar archive");
        }
        plain.contentFollows(Math.max(0, entry.getSize()));
        bytes += size(entry);
        if (bytes > maxBytes) {
          throw SourceErrors.largeArchive(archive, maxBytes);
        }
        if (listed.size() >= Listing.MAX_FILES) {
          throw SourceErrors.tooManyFiles(archive.toString(), Listing.MAX_FILES);
        }
        if (!entry.isDirectory()) {
          ArchivedFile file = file(entry);
          listed.add(file);
          if (file.kind() == ArchivedFile.Kind.FILE && SafePath.isSafe(file.path())) {
            write(tar, place(folder, file.path()));
          }
        }
      }
    }
    return listed;
  }

  private static ArchivedFile file(TarArchiveEntry entry) {
    ArchivedFile.Kind kind = ArchivedFile.Kind.SPECIAL;
    if (entry.isSymbolicLink() || entry.isLink()) {
      kind = ArchivedFile.Kind.LINK;
    } else if (entry.isFile() && !isDevice(entry)) {
      kind = ArchivedFile.Kind.FILE;
    }
    return new ArchivedFile(
        ArchivedFile.path(entry.getName()),
        kind,
        (entry.getMode() & OWNER_EXECUTES) != 0,
        size(entry));
  }

  /** Holes of a sparse file are written as well. */
  private static long size(TarArchiveEntry entry) {
    return Math.max(0, Math.max(entry.getSize(), entry.getRealSize()));
  }

  private static boolean isDevice(TarArchiveEntry entry) {
    return entry.isBlockDevice() || entry.isCharacterDevice() || entry.isFIFO();
  }

  /** Of two entries with one path the first stays, as in a listing. */
  private static void write(InputStream content, Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      Files.copy(content, file);
    }
  }

  private static Path place(Path folder, String path) {
    String name = ContentHash.ofText(path);
    return folder.resolve(name.substring(0, 2)).resolve(name);
  }

  @Override
  public byte[] read(String path, String contentHash) throws IOException {
    try (InputStream content = Files.newInputStream(place(folder, path))) {
      return FolderReader.readBounded(path, content, maxFileBytes);
    }
  }

  @Override
  public void close() {
    // nothing stays open between two reads
  }
}
