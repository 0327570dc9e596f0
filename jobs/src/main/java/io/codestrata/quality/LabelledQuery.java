package io.codestrata.quality;

import java.util.List;
import java.util.stream.Stream;

/**
 * A question whose answers are known.
 *
 * @param text the question
 * @param relevant what answers it
 * @param secondary what answers it as well; counts as much
 * @param category kind of question: {@code symbol}, {@code semantic}, {@code architecture} ...
 * @param repository where it is asked; empty for the whole index
 * @param language of what answers it
 */
public record LabelledQuery(
    String text,
    List<Target> relevant,
    List<Target> secondary,
    String category,
    String repository,
    String language) {
  /** Copies the lists. */
  public LabelledQuery {
    relevant = List.copyOf(relevant);
    secondary = List.copyOf(secondary);
  }

  /** All that answers, the main answers first. */
  public List<Target> targets() {
    return Stream.concat(relevant.stream(), secondary.stream()).toList();
  }
}
