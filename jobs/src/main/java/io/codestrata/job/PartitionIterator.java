package io.codestrata.job;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.function.Function;
import org.apache.spark.TaskContext;

/**
 * Maps a partition lazily and closes what the mapping holds when the task ends, however it ends.
 *
 * @param <A> what comes in
 * @param <B> what goes out
 */
final class PartitionIterator<A, B> implements Iterator<B> {
  private final Iterator<A> input;
  private final Function<A, B> mapping;

  PartitionIterator(Iterator<A> input, Function<A, B> mapping, Closeable resources) {
    this.input = input;
    this.mapping = mapping;
    TaskContext.get()
        .addTaskCompletionListener(
            context -> {
              try {
                resources.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @Override
  public boolean hasNext() {
    return input.hasNext();
  }

  @Override
  public B next() {
    return mapping.apply(input.next());
  }
}
