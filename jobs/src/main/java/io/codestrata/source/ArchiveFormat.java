package io.codestrata.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/** Kinds of archives, told by their names. */
enum ArchiveFormat {
  ZIP(".zip", ".zip"),
  TAR(".tar", ".tar"),
  TAR_GZIP(".tar.gz", ".tgz"),
  TAR_BZIP2(".tar.bz2", ".tbz2"),
  TAR_XZ(".tar.xz", ".txz"),
  TAR_ZSTD(".tar.zst", ".tzst");

  /** What a decompressor may take: as much as {@code xz -9} asks for, and a little more. */
  private static final int XZ_KIBIBYTES = 128 * 1024;

  private final String suffix;
  private final String shortSuffix;

  ArchiveFormat(String suffix, String shortSuffix) {
    this.suffix = suffix;
    this.shortSuffix = shortSuffix;
  }

  static Optional<ArchiveFormat> of(Path file) {
    for (ArchiveFormat format : values()) {
      if (format.suffix(file.toString()).isPresent()) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  private Optional<String> suffix(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.of(suffix, shortSuffix).filter(lower::endsWith).findFirst();
  }

  /** The file's name without what tells its format. */
  String id(Path file) {
    String name = file.getFileName().toString();
    int end = name.length() - suffix(name).map(String::length).orElse(0);
    return end > 0 ? name.substring(0, end) : name;
  }

  /** The tar archive, decompressed; not for zip archives, which are read at any place. */
  InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      return switch (this) {
        case TAR -> raw;
        case TAR_GZIP ->
            GzipCompressorInputStream.builder()
                .setInputStream(raw)
                .setDecompressConcatenated(true)
                .get();
        case TAR_BZIP2 -> new BZip2CompressorInputStream(raw, true);
        case TAR_XZ ->
            XZCompressorInputStream.builder()
                .setInputStream(raw)
                .setDecompressConcatenated(true)
                .setMemoryLimitKiB(XZ_KIBIBYTES)
                .get();
        case TAR_ZSTD -> new ZstdCompressorInputStream(raw);
        case ZIP -> throw new IllegalArgumentException("a zip archive is no stream");
      };
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }
}
