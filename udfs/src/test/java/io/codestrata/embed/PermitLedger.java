package io.codestrata.embed;

import io.codestrata.embed.EmbeddingException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gives permits, and keeps all that is asked and told of them. */
final class PermitLedger implements Permits {
  record Told(long id, Outcome outcome, long billed, Duration retryAfter) {}

  final List<Long> asked = new ArrayList<>();
  final List<Told> told = new ArrayList<>();

  /** Nanoseconds to wait with each permit. */
  long wait;

  /** Permits given before the rest are refused. */
  int most = Integer.MAX_VALUE;

  @Override
  public Permit ask(long tokens) throws EmbeddingException {
    if (asked.size() >= most) {
      throw new EmbeddingException(Kind.SERVICE, "the circuit is open", null);
    }
    asked.add(tokens);
    return new Permit(asked.size(), wait, 0);
  }

  @Override
  public void sent(Permit permit, Outcome outcome, long billedTokens, Duration retryAfter) {
    told.add(new Told(permit.id(), outcome, billedTokens, retryAfter));
  }

  List<Outcome> outcomes() {
    return told.stream().map(Told::outcome).toList();
  }
}
