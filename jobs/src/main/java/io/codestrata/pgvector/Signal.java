package io.codestrata.pgvector;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a search goes by. Each can be switched off, and tells of each hit what it gave. */
public enum Signal {
  /** Nearness of the embeddings. */
  VECTOR,
  /** Words that question and chunk share, rare ones more. */
  LEXICAL,
  /** The chunk's symbol is asked for, or words of it. */
  SYMBOL,
  /** The file's name has words of the question. */
  PATH,
  /** Tests count less, unless they are asked for. */
  TESTS,
  /** Prose counts less than code. */
  PROSE;

  /** Every signal. */
  public static final Set<Signal> ALL = Collections.unmodifiableSet(EnumSet.allOf(Signal.class));

  /** All but one. */
  public Set<Signal> others() {
    return EnumSet.complementOf(EnumSet.of(this));
  }

  /** Whether it multiplies the score instead of adding to it. */
  boolean isCut() {
    return this == TESTS || this == PROSE;
  }

  /** Its name for users. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
