package io.codestrata.source;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * Opens git directories for reading. The first use sets JGit up for the whole process: the user's
 * and the system's git settings are not read (they never decide what is indexed, JGit would run the
 * git command to find them, and executors have none), the disk is not measured, and its cache of
 * pack windows is sized for one pass over a pack.
 */
final class GitStorage {
  private static final int MEBIBYTE = 1 << 20;

  /** That of the file systems with the coarsest timestamps: FAT's, 2 s. */
  private static final long COARSEST_TIMESTAMP_MILLIS = 2_000;

  static {
    SystemReader.setInstance(new WithoutSettings(SystemReader.getInstance()));
    WindowCacheConfig cache = new WindowCacheConfig();
    cache.setPackedGitLimit(64L * MEBIBYTE);
    cache.setPackedGitWindowSize(64 * 1024);
    // An unmapped window is freed by the collector; a mapped one outlives its pack's file.
    cache.setPackedGitMMAP(false);
    cache.setDeltaBaseCacheLimit(32 * MEBIBYTE);
    cache.install();
  }

  private GitStorage() {}

  /** Opens a git directory (the folder with {@code objects}, or that of a linked work tree). */
  static Repository open(Path gitDirectory) throws IOException {
    return open(new FileRepositoryBuilder().setGitDir(gitDirectory.toFile()));
  }

  /** Opens a work tree by its root, which holds a {@code .git} folder or file. */
  static Repository openWorkTree(Path root) throws IOException {
    return open(new FileRepositoryBuilder().setWorkTree(root.toFile()));
  }

  /** Whether a git directory's ids are of SHA-256: 64 hex digits. */
  static boolean isSha256(Path gitDirectory) throws IOException {
    try (Repository git = open(gitDirectory)) {
      return isSha256(git);
    }
  }

  static boolean isSha256(Repository git) {
    return "sha256".equalsIgnoreCase(git.getConfig().getString("extensions", null, "objectformat"));
  }

  /** A bare repository that does not exist yet. */
  static Repository create(Path directory) throws IOException {
    return new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
  }

  private static Repository open(FileRepositoryBuilder builder) throws IOException {
    try {
      return builder.setMustExist(true).build();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** A system whose git settings files are all empty. */
  private static final class WithoutSettings extends SystemReader.Delegate {
    WithoutSettings(SystemReader system) {
      super(system);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
      return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
      return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
      return new Empty(parent, fs);
    }
  }

  private static final class Empty extends FileBasedConfig {
    Empty(Config parent, FS fs) {
      super(parent, new File("no-such-file"), fs);
    }

    /**
     * How fine the disk's timestamps are: said here, since JGit would measure it for 1.5 s by files
     * that it makes and deletes in the repository.
     */
    @Override
    public long getTimeUnit(
        String section, String subsection, String name, long defaultValue, TimeUnit wantUnit) {
      return name.equals("timestampResolution")
          ? wantUnit.convert(COARSEST_TIMESTAMP_MILLIS, TimeUnit.MILLISECONDS)
          : super.getTimeUnit(section, subsection, name, defaultValue, wantUnit);
    }

    @Override
    public void load() throws IOException, ConfigInvalidException {
      // nothing to read
    }

    @Override
    public void save() {
      // nothing to keep
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
