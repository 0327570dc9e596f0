package io.codestrata.source;

import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Tells the content hashes of a folder's files by their size and modification time, without reading
 * them. A file that was modified shortly before it was looked at may be modified again within the
 * same tick of the clock: of such none is kept, as git does not trust its index then.
 */
final class FolderHashes {
  private static final Duration RACY = Duration.ofSeconds(2);

  /**
   * How a file looked when its hash was taken.
   *
   * @param size bytes
   * @param modified nanoseconds since 1970
   * @param contentHash of what it held then, or the empty string where that is not known yet
   */
  record Known(long size, long modified, String contentHash) {
    boolean looksLike(Known other) {
      return size == other.size && modified == other.modified;
    }
  }

  private final Map<String, Known> before;
  private final long trustedUntil;
  private final Map<String, Known> now = new HashMap<>();

  /**
   * @param before path to what is known
   * @param start when the folder began to be looked at
   */
  FolderHashes(Map<String, Known> before, Instant start) {
    this.before = before;
    Instant until = start.minus(RACY);
    this.trustedUntil = TimeUnit.SECONDS.toNanos(until.getEpochSecond()) + until.getNano();
  }

  /** The file's content hash, or the empty string where it must be read. */
  String ask(String path, BasicFileAttributes attributes) {
    Known looks =
        new Known(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), "");
    Known was = before.get(path);
    Known known = was != null && was.looksLike(looks) ? was : looks;
    if (known.modified < trustedUntil) {
      now.put(path, known);
    }
    return known.contentHash;
  }

  /**
   * What is known once files were read.
   *
   * @param hashes path to content hash, or to the empty string
   */
  Map<String, Known> after(UnaryOperator<String> hashes) {
    Map<String, Known> after = new HashMap<>();
    now.forEach(
        (path, known) -> {
          String hash = known.contentHash.isEmpty() ? hashes.apply(path) : known.contentHash;
          if (!hash.isEmpty()) {
            after.put(path, new Known(known.size, known.modified, hash));
          }
        });
    return after;
  }
}
