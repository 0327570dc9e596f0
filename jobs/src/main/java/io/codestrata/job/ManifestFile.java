package io.codestrata.job;

import io.codestrata.source.SourceEntry;
import io.codestrata.source.SourceException;
import io.codestrata.source.SourceManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.fs.FileSystem;

/** A manifest on this machine, or in any file system that Hadoop knows, such as {@code s3a://}. */
public final class ManifestFile {
  private ManifestFile() {}

  /**
   * Reads it; see {@link SourceManifest#read}.
   *
   * @param name a path, or an address with a scheme; paths in a manifest that lies elsewhere have
   *     to be absolute
   * @param dataFolder where such a manifest is kept while it is read
   * @throws JobException when it cannot be fetched
   */
  public static List<SourceEntry> read(String name, Path dataFolder)
      throws SourceException, JobException {
    if (!name.matches("[A-Za-z][A-Za-z0-9+.-]+://.*")) {
      return SourceManifest.read(Path.of(name));
    }
    org.apache.hadoop.fs.Path elsewhere = new org.apache.hadoop.fs.Path(name);
    Path folder = null;
    try {
      Files.createDirectories(dataFolder);
      folder = Files.createTempDirectory(dataFolder, "manifest-");
      Path copy = folder.resolve(elsewhere.getName());
      FileSystem files = elsewhere.getFileSystem(Sessions.hadoop());
      try (var in = files.open(elsewhere)) {
        Files.copy(in, copy);
      }
      return SourceManifest.read(copy, Optional.empty());
    } catch (IOException | IllegalArgumentException e) {
      throw JobErrors.manifest(Redaction.url(name), e);
    } finally {
      if (folder != null) {
        FileUtils.deleteQuietly(folder.toFile());
      }
    }
  }
}
