package io.codestrata.chunk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * A process's journal: a file of lines of one length, one a parse that can go on at once, {@code +}
 * first where one does. It is mapped, so an entry costs no call to the system, and the system keeps
 * what a dead process wrote. The process holds a lock on it while it lives, by which {@link
 * ParseSuspects} tells the dead.
 */
public final class ParseJournalFile implements ParseJournal, AutoCloseable {
  static final String ENDING = ".journal";
  static final byte UNDER_WAY = '+';
  static final byte FREE = '-';
  static final int LINE_BYTES = 1_024;
  private static final int LINES = 256;

  private final Path file;
  private final RandomAccessFile channel;
  private final FileLock lock;
  private final MappedByteBuffer lines;
  private final Queue<Integer> free = new ConcurrentLinkedQueue<>();

  private ParseJournalFile(Path file, RandomAccessFile channel, FileLock lock) throws IOException {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
    lines = channel.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, LINES * LINE_BYTES);
    IntStream.range(0, LINES).forEach(free::add);
  }

  /**
   * Starts this process's journal. Its name begins with the process's id.
   *
   * @param folder made when missing
   */
  public static ParseJournalFile open(Path folder) throws IOException {
    Files.createDirectories(folder);
    String name = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    Path file = folder.resolve(name + ENDING);
    // Named at last: a file of that ending without a lock is a dead process's.
    Path unnamed = folder.resolve(name + ".new");
    RandomAccessFile channel = new RandomAccessFile(unnamed.toFile(), "rw");
    try {
      byte[] blank = new byte[LINES * LINE_BYTES];
      Arrays.fill(blank, (byte) ' ');
      for (int line = 0; line < LINES; line++) {
        blank[line * LINE_BYTES] = FREE;
        blank[(line + 1) * LINE_BYTES - 1] = '\n';
      }
      channel.write(blank);
      ParseJournalFile journal = new ParseJournalFile(file, channel, channel.getChannel().lock());
      ParseSuspects.living(file);
      Files.move(unnamed, file);
      return journal;
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(unnamed);
      throw e;
    }
  }

  @Override
  public Entry begin(Parse parse) {
    Integer line = free.poll();
    if (line == null) {
      return NONE.begin(parse);
    }
    byte[] text = text(parse);
    int start = line * LINE_BYTES;
    lines.put(start + 1, text);
    lines.put(start, UNDER_WAY);
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        lines.put(start, FREE);
        free.add(line);
      }
    };
  }

  /** Deletes the file: this process ends in peace. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    lock.release();
    channel.close();
  }

  /** A line without its first byte and its end. */
  private static byte[] text(Parse parse) {
    String cells =
        String.join("\t", "", parse.contentHash(), parse.language(), oneLine(parse.path()));
    byte[] text = new byte[LINE_BYTES - 2];
    Arrays.fill(text, (byte) ' ');
    byte[] told = cells.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(told, 0, text, 0, Math.min(told.length, text.length));
    return text;
  }

  private static String oneLine(String path) {
    return path.chars().anyMatch(Character::isISOControl)
        ? path.replaceAll("\\p{Cntrl}", "?")
        : path;
  }
}
