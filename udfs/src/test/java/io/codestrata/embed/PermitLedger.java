package io.codestrata.embed;

import io.codestrata.embed.EmbeddingException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Gives permits, and keeps all that is asked and told of them. */
final class PermitLedger implements Permits {
  record Told(long id, Outcome outcome, long billed, Duration retryAfter) {}

  final List<Long> asked = new ArrayList<>();
  final List<Told> told = new ArrayList<>();

  /** What went out, by permit. */
  final BlockingQueue<Long> sent = new LinkedBlockingQueue<>();

  /** Nanoseconds to wait before each permit. */
  long wait;

  /** Permits given before the rest are refused. */
  int most = Integer.MAX_VALUE;

  @Override
  public Permit ask(long tokens, Permit last) throws EmbeddingException {
    if (last.isHeld()) {
      return new Permit(last.id(), 0);
    }
    if (asked.size() >= most) {
      throw new EmbeddingException(Kind.SERVICE, "the circuit is open", null);
    }
    asked.add(tokens);
    return new Permit(asked.size(), wait);
  }

  @Override
  public void sent(Permit permit) {
    sent.add(permit.id());
  }

  @Override
  public void ended(Permit permit, Outcome outcome, long billedTokens, Duration retryAfter) {
    told.add(new Told(permit.id(), outcome, billedTokens, retryAfter));
  }

  List<Outcome> outcomes() {
    return told.stream().map(Told::outcome).toList();
  }
}
