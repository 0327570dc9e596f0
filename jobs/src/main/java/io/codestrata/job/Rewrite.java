package io.codestrata.job;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import scala.Function1;
import scala.runtime.AbstractPartialFunction;

/** A rule of plans or expressions as Spark takes them: what it changes, and into what. */
final class Rewrite<T> extends AbstractPartialFunction<T, T> {
  private final Predicate<T> changes;
  private final UnaryOperator<T> change;

  private Rewrite(Predicate<T> changes, UnaryOperator<T> change) {
    this.changes = changes;
    this.change = change;
  }

  static <T> Rewrite<T> of(Predicate<T> changes, UnaryOperator<T> change) {
    return new Rewrite<>(changes, change);
  }

  @Override
  public boolean isDefinedAt(T part) {
    return changes.test(part);
  }

  @Override
  public <A extends T, B> B applyOrElse(A part, Function1<A, B> otherwise) {
    @SuppressWarnings("unchecked") // By Scala's bounds, B takes any T.
    B changed = changes.test(part) ? (B) change.apply(part) : otherwise.apply(part);
    return changed;
  }
}
