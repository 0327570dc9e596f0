package io.codestrata.source;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * Reads files below a folder. Where the system can open a name relative to an open folder (Linux,
 * macOS), each component is opened so and without following links: a link put in the way after the
 * listing is refused, not followed. Elsewhere the real path is checked just before the file is
 * opened.
 */
final class FolderReader implements ContentReader {
  private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS);

  private final Path root;
  private final long maxFileBytes;

  FolderReader(Repository repository, long maxFileBytes) throws IOException {
    this.root = Path.of(repository.location());
    this.maxFileBytes = maxFileBytes;
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(root.toString());
    }
  }

  @Override
  public byte[] read(String path, String contentHash) throws IOException {
    if (!SafePath.isSafe(path)) {
      throw new IOException(SafePath.printable(path) + " is not a path inside the folder");
    }
    Path relative = root.getFileSystem().getPath(path);
    try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
      return folder instanceof SecureDirectoryStream<Path> secure
          ? readBelow(secure, relative)
          : readChecked(relative);
    }
  }

  private byte[] readBelow(SecureDirectoryStream<Path> folder, Path relative) throws IOException {
    Path first = relative.getName(0);
    if (relative.getNameCount() > 1) {
      try (SecureDirectoryStream<Path> child = folder.newDirectoryStream(first, NOFOLLOW_LINKS)) {
        return readBelow(child, relative.subpath(1, relative.getNameCount()));
      }
    }
    // Opening a pipe would block, so the kind is asked first.
    BasicFileAttributes attributes =
        folder
            .getFileAttributeView(first, BasicFileAttributeView.class, NOFOLLOW_LINKS)
            .readAttributes();
    check(first, attributes);
    try (SeekableByteChannel channel = folder.newByteChannel(first, READ)) {
      return readBounded(first, Channels.newInputStream(channel), maxFileBytes);
    }
  }

  private byte[] readChecked(Path relative) throws IOException {
    Path file = root.resolve(relative);
    if (!file.getParent().toRealPath().equals(file.getParent())) {
      throw new IOException(relative + " is reached through a symbolic link");
    }
    check(relative, Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS));
    try (SeekableByteChannel channel = Files.newByteChannel(file, READ)) {
      return readBounded(relative, Channels.newInputStream(channel), maxFileBytes);
    }
  }

  private void check(Path name, BasicFileAttributes attributes) throws IOException {
    if (!attributes.isRegularFile()) {
      throw new IOException(name + " is not a regular file any more");
    }
    if (attributes.size() > maxFileBytes) {
      throw tooLarge(name, maxFileBytes);
    }
  }

  /** All of the content, which may be more than was said of it: the bound is on what is read. */
  static byte[] readBounded(Object name, InputStream content, long maxFileBytes)
      throws IOException {
    int limit = (int) Math.min(maxFileBytes, Integer.MAX_VALUE - 16);
    byte[] bytes = content.readNBytes(limit);
    if (bytes.length == limit && content.read() >= 0) {
      throw tooLarge(name, maxFileBytes);
    }
    return bytes;
  }

  private static IOException tooLarge(Object name, long maxFileBytes) {
    return new IOException(name + " has more than " + maxFileBytes + " bytes");
  }

  @Override
  public void close() {
    // nothing stays open between two reads
  }
}
