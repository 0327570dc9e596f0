package io.codestrata.job;

import io.codestrata.chunk.Chunk;
import io.codestrata.chunk.GuardedChunker;
import io.codestrata.chunk.ParseJournal;
import io.codestrata.chunk.SourceText;
import io.codestrata.language.LanguageDetector;
import io.codestrata.merkle.ContentHash;
import io.codestrata.rules.ContentVerdict;
import io.codestrata.source.Repository;
import io.codestrata.table.ContentKey;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.StoredChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * The body of the chunk stage: reads each content once, tells its language, cuts it or finds it to
 * be no source. Whatever goes wrong with one content is a failed row of its files, and the next
 * content follows.
 */
final class ChunkPartition implements FlatMapFunction<Iterator<ContentWork>, CutContent> {
  private static final long serialVersionUID = 1L;

  private final List<Repository> repositories;
  private final ChunkRules rules;
  private final ParseGuard guard;
  private final Broadcast<Map<ContentKey, Integer>> known;
  private final LongAccumulator filesDone;

  ChunkPartition(
      List<Repository> repositories,
      ChunkRules rules,
      ParseGuard guard,
      Broadcast<Map<ContentKey, Integer>> known,
      LongAccumulator filesDone) {
    this.repositories = repositories;
    this.rules = rules;
    this.guard = guard;
    this.known = known;
    this.filesDone = filesDone;
  }

  @Override
  public Iterator<CutContent> call(Iterator<ContentWork> work) {
    ContentReaders readers = new ContentReaders(repositories, rules.maxFileBytes());
    GuardedChunker chunker = guard.chunker(rules);
    LanguageDetector detector = rules.registry().detector();
    UnaryOperator<String> chunkings = rules.chunkings();
    return new PartitionIterator<>(
        work,
        item -> {
          long start = System.nanoTime();
          CutContent cut = cut(item, readers, detector, chunker, chunkings);
          filesDone.add(item.files().size());
          return cut.took((System.nanoTime() - start) / 1e9);
        },
        readers);
  }

  private CutContent cut(
      ContentWork work,
      ContentReaders readers,
      LanguageDetector detector,
      GuardedChunker chunker,
      UnaryOperator<String> chunkings) {
    SourceText text;
    try {
      text = SourceText.of(readFirst(work.files(), readers));
    } catch (IOException | RuntimeException e) {
      return failed(work, chunkings.apply(""), JobErrors.unreadable(e));
    }
    try {
      return cut(work, text, detector, chunker, chunkings);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return failed(work, chunkings.apply(""), JobErrors.unchunkable(e));
    }
  }

  private CutContent cut(
      ContentWork work,
      SourceText text,
      LanguageDetector detector,
      GuardedChunker chunker,
      UnaryOperator<String> chunkings) {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, String> faults = new HashMap<>();
    List<StoredChunk> fresh = new ArrayList<>();
    List<IndexedFile> rows = new ArrayList<>();
    for (FileRef file : work.files()) {
      ContentVerdict verdict = ContentVerdict.of(file.path(), text, file.reading(), detector);
      if (verdict.skip().isPresent()) {
        String reason = verdict.skip().get().reason();
        rows.add(row(file, "", chunkings.apply(""), IndexedFile.SKIPPED, reason, 0));
        continue;
      }
      String language = verdict.language();
      String chunking = chunkings.apply(language);
      Integer count = counts.get(language);
      if (count == null) {
        ContentKey key = new ContentKey(file.contentHash(), language, chunking);
        count = known.value().get(key);
        if (count == null) {
          GuardedChunker.Cut cut =
              chunker.cut(
                  new ParseJournal.Parse(file.contentHash(), file.path(), language), text.utf8());
          List<Chunk> chunks = cut.chunks();
          faults.put(language, cut.fault());
          for (Chunk chunk : chunks) {
            fresh.add(new StoredChunk(key, ContentHash.ofText(chunk.embeddedText()), chunk));
          }
          count = chunks.size();
        }
        counts.put(language, count);
      }
      String fault = faults.getOrDefault(language, "");
      rows.add(row(file, language, chunking, IndexedFile.INDEXED, fault, count));
    }
    return new CutContent(rows, fresh, 0);
  }

  /** The content from the first path that still holds it. */
  private static byte[] readFirst(List<FileRef> files, ContentReaders readers) throws IOException {
    IOException first = null;
    for (FileRef file : files) {
      try {
        byte[] content = readers.read(file);
        if (ContentHash.isOf(file.contentHash(), content)) {
          return content;
        }
        first = first == null ? JobErrors.changedWhileRead() : first;
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    throw first == null ? new IOException("no path holds it") : first;
  }

  private CutContent failed(ContentWork work, String chunking, String reason) {
    return new CutContent(
        work.files().stream()
            .map(file -> row(file, "", chunking, IndexedFile.FAILED, reason, 0))
            .toList(),
        List.of(),
        0);
  }

  private IndexedFile row(
      FileRef file, String language, String chunking, String status, String reason, int chunks) {
    return new IndexedFile(
        repositories.get(file.repository()).id(),
        file.path(),
        file.mode(),
        file.contentHash(),
        language,
        chunking,
        rules.model(),
        file.size(),
        status,
        reason,
        chunks);
  }
}
