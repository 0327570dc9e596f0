package io.codestrata.chunk;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** This process's end of one that runs {@link ChunkerMain}; for one thread at a time. */
final class ChunkerProcess implements AutoCloseable {
  private static final long START_NANOS = 60_000_000_000L;
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "codestrata-chunker-clock");
            thread.setDaemon(true);
            return thread;
          });

  private final Process process;
  private final DataOutputStream questions;

  ChunkerProcess(Process process) {
    this.process = process;
    questions = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Cuts; a fault comes without chunks, and is the last that the process does. */
  GuardedChunker.Cut cut(String language, byte[] utf8) {
    // It tells by itself what takes too long, unless all of it hangs.
    ScheduledFuture<?> limit =
        CLOCK.schedule(
            this::close,
            START_NANOS + 2 * SyntaxParser.longestWaitNanos(utf8.length),
            TimeUnit.NANOSECONDS);
    try {
      questions.writeUTF(language);
      questions.writeInt(utf8.length);
      questions.write(utf8);
      questions.flush();
      return (GuardedChunker.Cut)
          new ObjectInputStream(new BufferedInputStream(process.getInputStream())).readObject();
    } catch (IOException | ClassNotFoundException | ClassCastException e) {
      return new GuardedChunker.Cut(java.util.List.of(), ChunkErrors.killed(language));
    } finally {
      limit.cancel(false);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
