package io.codestrata.embed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Cuts texts into batches that one call may carry, in order. */
public final class BatchPacker {
  private final BatchLimits limits;

  public BatchPacker(BatchLimits limits) {
    this.limits = limits;
  }

  /**
   * Packs.
   *
   * @param items what to pack
   * @param tokens tokens of an item's text; one above the limit of a call gets a batch of its own,
   *     and the provider's answer
   * @param <T> any item
   * @return batches in order, none empty, every item in exactly one
   */
  public <T> List<List<T>> pack(List<T> items, ToIntFunction<T> tokens) {
    List<List<T>> batches = new ArrayList<>();
    List<T> batch = new ArrayList<>();
    long batchTokens = 0;
    for (T item : items) {
      int itemTokens = tokens.applyAsInt(item);
      if (!batch.isEmpty()
          && (batch.size() >= limits.maxTexts() || batchTokens + itemTokens > limits.maxTokens())) {
        batches.add(batch);
        batch = new ArrayList<>();
        batchTokens = 0;
      }
      batch.add(item);
      batchTokens += itemTokens;
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }
}
