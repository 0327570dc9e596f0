package io.codestrata.pgvector;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes a new cluster. It is made beside its place and moved there when whole, so an initdb that
 * was killed leaves nothing that looks like a cluster.
 *
 * @param folder where the password is kept, in a file that only its owner reads
 * @param cluster the cluster's place
 * @param account as whom initdb runs
 * @param bin folder of initdb
 */
record ClusterSetup(Path folder, Path cluster, ServerAccount account, Path bin) {
  static final String USER = "codestrata";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long SMALL_SHARED_MEMORY = 512L << 20;

  /** Sensible on a laptop; durable, since a checkpoint must not run ahead of its rows. */
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          // A socket's path is limited to 107 bytes, which a data folder may exceed.
          "unix_socket_directories=",
          "maintenance_work_mem=256MB",
          "work_mem=32MB",
          "max_wal_size=2GB",
          "jit=off",
          "log_timezone=UTC",
          "timezone=UTC");

  void create() throws PgException, IOException {
    Path fresh = folder.resolve("cluster.new");
    ServerBinaries.delete(fresh);
    Files.createDirectory(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    account.own(fresh);
    Path password = folder.resolve("password");
    writeSecret(password, newPassword());
    Path forInitdb = folder.resolve("password.initdb");
    writeSecret(forInitdb, Files.readString(password));
    account.own(forInitdb);
    Path output = folder.resolve("initdb.log");
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  bin.resolve("initdb").toString(),
                  "-D",
                  fresh.toString(),
                  "-U",
                  USER,
                  "--pwfile=" + forInitdb,
                  "--auth=scram-sha-256",
                  "-E",
                  "UTF8",
                  "--locale=C",
                  // The lake can fill the cluster again; a crash in this second means initdb again.
                  "--no-sync",
                  "--no-instructions"));
      for (String setting : SETTINGS) {
        command.addAll(List.of("-c", setting));
      }
      command.addAll(List.of("-c", "shared_buffers=" + sharedBuffers() + "MB"));
      if (hasSmallSharedMemory()) {
        command.addAll(List.of("-c", "dynamic_shared_memory_type=mmap"));
      }
      if (Commands.run(account.command(command), output, LIMIT) != 0) {
        throw PgErrors.serverFailed("initialise", output, Commands.tail(output));
      }
    } finally {
      Files.deleteIfExists(forInitdb);
    }
    Files.move(fresh, cluster, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * An eighth of the memory, within 256 MB and 2 GB: what an index is asked for most stays there.
   * What is not used is not taken.
   */
  private static long sharedBuffers() {
    long eighth =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getTotalMemorySize() >> 23
            : 0;
    return Math.max(256, Math.min(2_048, eighth));
  }

  /** Containers often have 64 MB there, too little for parallel index builds. */
  private static boolean hasSmallSharedMemory() throws IOException {
    Path shared = Path.of("/dev/shm");
    return Files.isDirectory(shared)
        && Files.getFileStore(shared).getTotalSpace() < SMALL_SHARED_MEMORY;
  }

  private static String newPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void writeSecret(Path file, String secret) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, secret, StandardOpenOption.WRITE);
  }
}
