package io.codestrata.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Lists and reads a zip archive by its directory, without unpacking it to disk. */
final class ZipReader implements ContentReader {
  private static final int FORMAT_BITS = 0170000;
  private static final int REGULAR = 0100000;
  private static final int OWNER_EXECUTES = 0100;

  private final ZipFile zip;
  private final long maxFileBytes;

  /** Of two entries with one path the first, as in a listing. */
  private final Map<String, ZipArchiveEntry> files = new HashMap<>();

  private final List<ZipArchiveEntry> entries;

  ZipReader(Path archive, long maxFileBytes) throws IOException {
    this.zip = ZipFile.builder().setPath(archive).setIgnoreLocalFileHeader(true).get();
    this.maxFileBytes = maxFileBytes;
    this.entries = Collections.list(zip.getEntries());
    entries.forEach(entry -> files.putIfAbsent(ArchivedFile.path(entry.getName()), entry));
  }

  /** In the archive's order. */
  List<ArchivedFile> list() {
    List<ArchivedFile> listed = new ArrayList<>();
    for (ZipArchiveEntry entry : entries) {
      if (!entry.isDirectory()) {
        listed.add(
            new ArchivedFile(
                ArchivedFile.path(entry.getName()),
                kind(entry),
                (entry.getUnixMode() & OWNER_EXECUTES) != 0,
                Math.max(0, entry.getSize())));
      }
    }
    return listed;
  }

  boolean isEncrypted() {
    return entries.stream().anyMatch(entry -> entry.getGeneralPurposeBit().usesEncryption());
  }

  private static ArchivedFile.Kind kind(ZipArchiveEntry entry) {
    int format = entry.getUnixMode() & FORMAT_BITS;
    if (entry.isUnixSymlink()) {
      return ArchivedFile.Kind.LINK;
    }
    return format == 0 || format == REGULAR ? ArchivedFile.Kind.FILE : ArchivedFile.Kind.SPECIAL;
  }

  @Override
  public byte[] read(String path, String contentHash) throws IOException {
    ZipArchiveEntry entry = files.get(path);
    if (entry == null) {
      throw new FileNotFoundException(path + " is not in the archive any more");
    }
    try (InputStream content = zip.getInputStream(entry)) {
      if (content == null) {
        throw new IOException(path + " is packed in a way that is not known");
      }
      return FolderReader.readBounded(path, content, maxFileBytes);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
