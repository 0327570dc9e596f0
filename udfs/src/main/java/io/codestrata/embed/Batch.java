package io.codestrata.embed;

import java.util.ArrayList;
import java.util.List;

/** A batch being filled. */
final class Batch<T> {
  /** An item and what it takes of a batch. */
  record Sized<T>(T item, TextSize size) {
    long tokens() {
      return size.tokens();
    }
  }

  private final BatchLimits limits;
  private final List<Sized<T>> content = new ArrayList<>();
  private long tokens;
  private long bytes;

  Batch(BatchLimits limits) {
    this.limits = limits;
  }

  static <T> Batch<T> of(BatchLimits limits, Sized<T> item) {
    Batch<T> batch = new Batch<>(limits);
    batch.add(item);
    return batch;
  }

  boolean fits(Sized<T> item) {
    return content.size() < limits.maxTexts()
        && tokens + item.tokens() <= limits.maxTokens()
        && bytes + item.size().bytes() <= limits.maxBytes();
  }

  boolean isEmpty() {
    return content.isEmpty();
  }

  boolean hasAllTexts() {
    return content.size() >= limits.maxTexts();
  }

  void add(Sized<T> item) {
    content.add(item);
    tokens += item.tokens();
    bytes += item.size().bytes();
  }

  long tokens() {
    return tokens;
  }

  List<T> items() {
    return content.stream().map(Sized::item).toList();
  }
}
