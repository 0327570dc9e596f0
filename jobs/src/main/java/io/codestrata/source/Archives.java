package io.codestrata.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives of one run. Zip archives are read where they lie; others are unpacked into a folder of
 * their own, which stays until this is closed, or until a later run finds that this one was killed.
 */
final class Archives implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Archives.class);
  private static final String PREFIX = "archives-";

  private final Path temporary;
  private final long maxBytes;

  /** Location to entries. */
  private final Map<String, List<ArchivedFile>> entries = new ConcurrentHashMap<>();

  private Optional<Path> spools = Optional.empty();
  private Optional<FolderLock> lock = Optional.empty();

  /**
   * @param temporary where to unpack; executors must be able to read it
   * @param maxBytes of an archive's entries together
   */
  Archives(Path temporary, long maxBytes) {
    this.temporary = temporary;
    this.maxBytes = maxBytes;
  }

  /** Looks through the whole archive, so that one that is damaged is found out at once. */
  Repository resolve(Path file, ArchiveFormat format) throws SourceException {
    try {
      Path location = file;
      List<ArchivedFile> listed;
      if (format == ArchiveFormat.ZIP) {
        listed = zipEntries(file);
      } else {
        location = Files.createTempDirectory(spools(), "tar");
        listed = TarSpool.unpack(file, format, location, maxBytes);
      }
      entries.put(location.toString(), listed);
      return new Repository(
          format.id(file), Repository.Kind.ARCHIVE, file.toString(), location.toString(), "", "");
    } catch (AccessDeniedException e) {
      throw SourceErrors.unreadable(file);
    } catch (IOException | RuntimeException e) {
      throw SourceErrors.badArchive(file, e);
    }
  }

  private List<ArchivedFile> zipEntries(Path file) throws IOException, SourceException {
    try (ZipReader zip = new ZipReader(file, maxBytes)) {
      if (zip.isEncrypted()) {
        throw SourceErrors.encryptedArchive(file);
      }
      List<ArchivedFile> listed = zip.list();
      long bytes = 0;
      for (ArchivedFile each : listed) {
        bytes += each.size();
        if (bytes > maxBytes) {
          throw SourceErrors.largeArchive(file, maxBytes);
        }
      }
      return listed;
    }
  }

  /** A repository that this has resolved. */
  RepositoryListing list(Repository repository, SourceRules rules, Consumer<String> notes)
      throws SourceException {
    try (ContentReader reader = open(repository, RuleFile.MAX_BYTES + 1L)) {
      List<ArchivedFile> listed = entries.getOrDefault(repository.location(), List.of());
      return ArchiveListing.list(repository, listed, rules, reader, notes);
    } catch (IOException e) {
      throw SourceErrors.badArchive(Path.of(repository.origin()), e);
    }
  }

  static ContentReader open(Repository repository, long maxFileBytes) throws IOException {
    Path location = Path.of(repository.location());
    return Files.isDirectory(location)
        ? new TarSpool(location, maxFileBytes)
        : new ZipReader(location, maxFileBytes);
  }

  /** This run's folder, made when first needed. */
  private synchronized Path spools() throws IOException, SourceException {
    if (spools.isEmpty()) {
      Files.createDirectories(temporary);
      deleteStale();
      Path folder = Files.createTempDirectory(temporary, PREFIX);
      spools = Optional.of(folder);
      lock = Optional.of(FolderLock.hold(CloneEviction.beside(folder, CloneEviction.LOCK)));
    }
    return spools.get();
  }

  private void deleteStale() throws IOException, SourceException {
    try (Stream<Path> names = Files.list(temporary)) {
      for (Path lockFile : names.filter(Archives::isLock).toList()) {
        String name = lockFile.getFileName().toString();
        Path folder =
            lockFile.resolveSibling(name.substring(0, name.length() - CloneEviction.LOCK.length()));
        boolean stale =
            FolderLock.ifUnused(
                lockFile,
                () -> {
                  CloneEviction.deleteTree(folder);
                  Files.deleteIfExists(lockFile);
                });
        LOG.debug("{} is {}", folder, stale ? "deleted" : "in use");
      }
    }
  }

  private static boolean isLock(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(CloneEviction.LOCK);
  }

  @Override
  public synchronized void close() {
    try {
      if (spools.isPresent()) {
        CloneEviction.deleteTree(spools.get());
        Files.deleteIfExists(CloneEviction.beside(spools.get(), CloneEviction.LOCK));
      }
      if (lock.isPresent()) {
        lock.get().release();
      }
    } catch (IOException e) {
      LOG.warn("cannot delete what was unpacked in {}", temporary, e);
    }
    spools = Optional.empty();
    lock = Optional.empty();
    entries.clear();
  }
}
