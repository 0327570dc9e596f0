package io.codestrata.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;

/** An archive that is being written, with entries as anybody might make them. */
public interface TestArchive extends AutoCloseable {
  TestArchive file(String path, String content) throws IOException;

  TestArchive executable(String path, String content) throws IOException;

  TestArchive link(String path, String target) throws IOException;

  TestArchive pipe(String path) throws IOException;

  @Override
  void close() throws IOException;

  /** Of the format that the file's name says. */
  static TestArchive at(Path file) throws IOException {
    String name = file.toString();
    OutputStream raw = Files.newOutputStream(file);
    if (name.endsWith(".zip")) {
      return new Zip(new ZipArchiveOutputStream(raw));
    }
    OutputStream packed = raw;
    if (name.endsWith("gz")) {
      packed = new GZIPOutputStream(raw);
    } else if (name.endsWith("bz2")) {
      packed = new BZip2CompressorOutputStream(raw);
    } else if (name.endsWith("xz")) {
      packed = new XZCompressorOutputStream(raw);
    } else if (name.endsWith("zst")) {
      packed = new ZstdCompressorOutputStream(raw);
    }
    TarArchiveOutputStream tar = new TarArchiveOutputStream(packed, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    return new Tar(tar);
  }

  /** See the format's own reference for what an entry is. */
  record Zip(ZipArchiveOutputStream out) implements TestArchive {
    private Zip entry(String path, int mode, String content) throws IOException {
      ZipArchiveEntry entry = new ZipArchiveEntry(path);
      entry.setUnixMode(mode);
      out.putArchiveEntry(entry);
      out.write(content.getBytes(UTF_8));
      out.closeArchiveEntry();
      return this;
    }

    @Override
    public TestArchive file(String path, String content) throws IOException {
      return entry(path, 0100644, content);
    }

    @Override
    public TestArchive executable(String path, String content) throws IOException {
      return entry(path, 0100755, content);
    }

    @Override
    public TestArchive link(String path, String target) throws IOException {
      return entry(path, 0120777, target);
    }

    @Override
    public TestArchive pipe(String path) throws IOException {
      return entry(path, 0010644, "");
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** The same of tar. */
  record Tar(TarArchiveOutputStream out) implements TestArchive {
    private Tar entry(TarArchiveEntry entry, int mode, String content) throws IOException {
      byte[] bytes = content.getBytes(UTF_8);
      entry.setMode(mode);
      entry.setSize(bytes.length);
      out.putArchiveEntry(entry);
      out.write(bytes);
      out.closeArchiveEntry();
      return this;
    }

    private static TarArchiveEntry named(String path, byte type) {
      return new TarArchiveEntry(path, type, true);
    }

    @Override
    public TestArchive file(String path, String content) throws IOException {
      return entry(named(path, TarConstants.LF_NORMAL), 0100644, content);
    }

    @Override
    public TestArchive executable(String path, String content) throws IOException {
      return entry(named(path, TarConstants.LF_NORMAL), 0100755, content);
    }

    @Override
    public TestArchive link(String path, String target) throws IOException {
      TarArchiveEntry entry = named(path, TarConstants.LF_SYMLINK);
      entry.setLinkName(target);
      return entry(entry, 0120777, "");
    }

    @Override
    public TestArchive pipe(String path) throws IOException {
      return entry(named(path, TarConstants.LF_FIFO), 0010644, "");
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
