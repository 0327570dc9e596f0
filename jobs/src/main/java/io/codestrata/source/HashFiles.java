package io.codestrata.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.merkle.ContentHash;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link FolderHashes} from run to run, a file an origin: JSON lines in gzip, the first with
 * format and origin, then path, size, modification time and content hash of each file. A file that
 * is absent, damaged or of another format says nothing, so all is hashed again.
 */
final class HashFiles {
  private static final Logger LOG = LoggerFactory.getLogger(HashFiles.class);
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  /** Origin to what was looked at in this run. */
  private final Map<String, FolderHashes> asked = new HashMap<>();

  /** Origin to what is to be kept. */
  private final Map<String, Map<String, FolderHashes.Known>> learned = new TreeMap<>();

  HashFiles(Path folder) {
    this.folder = folder;
  }

  /** What is known of a folder that is about to be listed. */
  FolderHashes of(String origin) {
    FolderHashes hashes = new FolderHashes(read(origin), Instant.now());
    asked.put(origin, hashes);
    return hashes;
  }

  /** Takes what was found by reading; kept by {@link #write}. */
  void learn(String origin, UnaryOperator<String> hashes) {
    FolderHashes listed = asked.get(origin);
    if (listed != null) {
      learned.put(origin, listed.after(hashes));
    }
  }

  /** Keeps what was learned. Where that fails, the next run reads the files again. */
  void write() {
    learned.forEach(
        (origin, known) -> {
          try {
            write(origin, known);
          } catch (IOException e) {
            LOG.warn("cannot keep the hashes of {}: its files are read again", origin, e);
          }
        });
  }

  void delete(String origin) throws IOException {
    Files.deleteIfExists(file(origin));
  }

  private Path file(String origin) {
    return folder.resolve(ContentHash.ofText(origin).substring(0, 32) + ".jsonl.gz");
  }

  private Map<String, FolderHashes.Known> read(String origin) {
    Map<String, FolderHashes.Known> known = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file(origin))), StandardCharsets.UTF_8))) {
      JsonNode head = JSON.readTree(lines.readLine());
      if (head.path("format").asInt() != FORMAT || !head.path("origin").asText().equals(origin)) {
        return Map.of();
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = JSON.readTree(line);
        known.put(
            row.required(0).asText(),
            new FolderHashes.Known(
                row.required(1).asLong(), row.required(2).asLong(), row.required(3).asText()));
      }
      return known;
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("{} is damaged", file(origin), e);
      return Map.of();
    }
  }

  private void write(String origin, Map<String, FolderHashes.Known> known) throws IOException {
    Files.createDirectories(folder);
    Path written = Files.createTempFile(folder, "hashes", ".tmp");
    try {
      try (BufferedWriter lines =
          new BufferedWriter(
              new OutputStreamWriter(
                  new GZIPOutputStream(Files.newOutputStream(written)), StandardCharsets.UTF_8))) {
        lines.write(
            JSON.writeValueAsString(new TreeMap<>(Map.of("format", FORMAT, "origin", origin))));
        lines.write('\n');
        for (Map.Entry<String, FolderHashes.Known> each : known.entrySet()) {
          FolderHashes.Known file = each.getValue();
          lines.write(
              JSON.writeValueAsString(
                  List.of(each.getKey(), file.size(), file.modified(), file.contentHash())));
          lines.write('\n');
        }
      }
      Files.move(written, file(origin), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
