package io.codestrata.job;

import io.codestrata.chunk.GuardedChunker;
import io.codestrata.chunk.ParseJournal;
import io.codestrata.chunk.ParseJournalFile;
import io.codestrata.chunk.ParseSuspects;
import io.codestrata.config.PipelineConfig;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps grammars that end processes from ending a run: where the tasks of a run journal their
 * parses, and whether all of them are to run apart. Sent to executors by value.
 *
 * <p>A lake on a {@code file:} path is shared by all executors, and so, it is assumed, is the data
 * folder: then every executor knows at once which grammars were at work in one that died. With any
 * other lake an executor journals in its temporary folder, by the application's id, where only the
 * later executors of its machine look; what that does not catch ends in a second round of the stage
 * with every grammar apart.
 *
 * @param folder of the journals, empty for the executor's own
 * @param apart whether every grammar runs in a process of its own
 */
record ParseGuard(String folder, boolean apart) implements Serializable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ParseGuard.class);
  private static final Map<Path, ParseJournalFile> OPEN = new ConcurrentHashMap<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.keySet().forEach(ParseGuard::end)));
  }

  static ParseGuard of(PipelineConfig config, Configuration hadoop, boolean local)
      throws IOException {
    org.apache.hadoop.fs.Path lake = new org.apache.hadoop.fs.Path(config.lake());
    boolean shared = local || lake.getFileSystem(hadoop).getScheme().equals("file");
    return new ParseGuard(shared ? DataFolder.journal(config).toString() : "", false);
  }

  ParseGuard withAllApart() {
    return new ParseGuard(folder, true);
  }

  /** The chunker of one task. */
  GuardedChunker chunker(ChunkRules rules) {
    Path place = place();
    Set<String> suspected = suspected(place);
    Predicate<String> suspicion = apart ? language -> true : suspected::contains;
    return rules.chunker(journal(place), suspicion);
  }

  /** Forgets suspects whose files have landed; on the driver. */
  void settle(Set<String> contentHashes) {
    if (!folder.isEmpty()) {
      try {
        ParseSuspects.forget(
            Path.of(folder), suspect -> contentHashes.contains(suspect.contentHash()));
      } catch (IOException e) {
        LOG.warn("cannot tidy the journal of parses {}", folder, e);
      }
    }
  }

  /** Ends the journal of a driver that runs the tasks itself; executors end theirs as they exit. */
  @Override
  public void close() {
    if (!folder.isEmpty()) {
      end(place());
    }
  }

  private Path place() {
    return folder.isEmpty()
        ? Path.of(
            System.getProperty("java.io.tmpdir"),
            "codestrata-journal-" + SparkEnv.get().conf().getAppId())
        : Path.of(folder);
  }

  private static Set<String> suspected(Path place) {
    try {
      return ParseSuspects.in(place).stream()
          .map(ParseJournal.Parse::language)
          .collect(Collectors.toSet());
    } catch (IOException e) {
      LOG.warn("cannot read the journal of parses {}", place, e);
      return Set.of();
    }
  }

  private static ParseJournal journal(Path place) {
    try {
      return OPEN.computeIfAbsent(place, ParseGuard::start);
    } catch (UncheckedIOException e) {
      LOG.warn("cannot keep a journal of parses in {}", place, e);
      return ParseJournal.NONE;
    }
  }

  private static ParseJournalFile start(Path place) {
    try {
      return ParseJournalFile.open(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(Path place) {
    ParseJournalFile journal = OPEN.remove(place);
    if (journal == null) {
      return;
    }
    try {
      journal.close();
    } catch (IOException e) {
      LOG.warn("cannot end the journal of parses {}", place, e);
    }
  }
}
