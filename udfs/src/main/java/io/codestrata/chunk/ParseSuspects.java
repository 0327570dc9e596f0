package io.codestrata.chunk;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The parses during which processes died, read from the journals they left in a folder. A parse is
 * a suspect, not guilty: other parses went on beside it, and processes are killed for other
 * reasons.
 */
public final class ParseSuspects {
  /**
   * Journals of this process. They are never opened here: on POSIX systems, closing a file lets go
   * of every lock the process has on it.
   */
  private static final Set<Path> LIVING = ConcurrentHashMap.newKeySet();

  private ParseSuspects() {}

  static void living(Path journal) {
    LIVING.add(journal.toAbsolutePath());
  }

  /** The suspects of all dead processes; none where the folder is missing. */
  public static List<ParseJournal.Parse> in(Path folder) throws IOException {
    List<ParseJournal.Parse> suspects = new ArrayList<>();
    forEachDead(
        folder,
        true,
        (file, journal) -> {
          for (int line = 0; line < lines(journal); line++) {
            suspect(journal, line).ifPresent(suspects::add);
          }
        });
    return suspects;
  }

  /** Forgets suspects; journals without any go away. */
  public static void forget(Path folder, Predicate<ParseJournal.Parse> settled) throws IOException {
    forEachDead(
        folder,
        false,
        (file, journal) -> {
          int left = 0;
          for (int line = 0; line < lines(journal); line++) {
            Optional<ParseJournal.Parse> suspect = suspect(journal, line);
            if (suspect.filter(settled).isPresent()) {
              journal.seek((long) line * ParseJournalFile.LINE_BYTES);
              journal.write(ParseJournalFile.FREE);
            } else if (suspect.isPresent()) {
              left++;
            }
          }
          if (left == 0) {
            Files.deleteIfExists(file);
          }
        });
  }

  private interface Visit {
    void accept(Path file, RandomAccessFile journal) throws IOException;
  }

  /** One thread of a process at a time, since a process's own locks refuse one another. */
  private static synchronized void forEachDead(Path folder, boolean shared, Visit visit)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "*" + ParseJournalFile.ENDING)) {
      for (Path file : files) {
        if (!LIVING.contains(file.toAbsolutePath())) {
          visitDead(file, shared, visit);
        }
      }
    }
  }

  private static void visitDead(Path file, boolean shared, Visit visit) throws IOException {
    try (RandomAccessFile journal = new RandomAccessFile(file.toFile(), shared ? "r" : "rw");
        FileLock lock = journal.getChannel().tryLock(0, Long.MAX_VALUE, shared)) {
      if (lock != null) {
        visit.accept(file, journal);
      }
    } catch (FileNotFoundException e) {
      // Its process ended in peace meanwhile.
      return;
    } catch (OverlappingFileLockException e) {
      // Another class loader of this process holds it: alive.
      return;
    }
  }

  private static int lines(RandomAccessFile journal) throws IOException {
    return (int) (journal.length() / ParseJournalFile.LINE_BYTES);
  }

  private static Optional<ParseJournal.Parse> suspect(RandomAccessFile journal, int line)
      throws IOException {
    byte[] text = new byte[ParseJournalFile.LINE_BYTES];
    journal.seek((long) line * ParseJournalFile.LINE_BYTES);
    journal.readFully(text);
    if (text[0] != ParseJournalFile.UNDER_WAY) {
      return Optional.empty();
    }
    String[] cells = new String(text, StandardCharsets.UTF_8).strip().split("\t", 4);
    return cells.length < 4
        ? Optional.empty()
        : Optional.of(new ParseJournal.Parse(cells[1], cells[3], cells[2]));
  }
}
