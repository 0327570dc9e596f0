package io.codestrata.chunk;

import io.codestrata.language.UserGrammar;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that cuts for another, see {@link ChunkerProcesses}: it answers on standard output, a
 * {@link GuardedChunker.Cut} a question, and ends with the process that asks.
 */
final class ChunkerMain {
  private ChunkerMain() {}

  /**
   * @param arguments the budget of a chunk, and a file of the user's grammars where there are any
   */
  public static void main(String[] arguments) throws IOException, ClassNotFoundException {
    List<UserGrammar> grammars =
        arguments.length > 1 ? ChunkerProcesses.grammars(Path.of(arguments[1])) : List.of();
    serve(GuardedChunker.files(grammars, new TokenEstimate(), Integer.parseInt(arguments[0])));
  }

  /** Answers until nobody can ask any more. */
  static void serve(Chunker chunker) throws IOException {
    OutputStream answers = new FileOutputStream(FileDescriptor.out);
    // What else is printed must not be taken for an answer.
    System.setOut(System.err);
    DataInputStream questions = new DataInputStream(System.in);
    // Cuts on a thread of its own, which keeps no process alive, so that the end is noticed.
    ExecutorService worker = Executors.newSingleThreadExecutor(ChunkerMain::daemon);
    while (true) {
      String language;
      byte[] utf8;
      try {
        language = questions.readUTF();
        utf8 = new byte[questions.readInt()];
        questions.readFully(utf8);
      } catch (EOFException e) {
        return;
      }
      worker.execute(() -> answer(cut(chunker, language, utf8), answers));
    }
  }

  private static GuardedChunker.Cut cut(Chunker chunker, String language, byte[] utf8) {
    try {
      return new GuardedChunker.Cut(chunker.chunk(language, utf8), "");
    } catch (ParseTimeoutException e) {
      return new GuardedChunker.Cut(List.of(), e.getMessage());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return new GuardedChunker.Cut(List.of(), ChunkErrors.failed(language, e));
    }
  }

  private static void answer(GuardedChunker.Cut cut, OutputStream answers) {
    try {
      ObjectOutputStream answer = new ObjectOutputStream(new BufferedOutputStream(answers));
      answer.writeObject(cut);
      answer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "codestrata-chunker");
    thread.setDaemon(true);
    return thread;
  }
}
