package io.codestrata.embed.http;

import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingException.Kind;
import java.io.IOException;
import java.time.Duration;

/** What this package says when something is wrong; never with the key. */
final class HttpErrors {
  private final String service;
  private final String address;
  private final String keyRemedy;

  /**
   * @param address shown to the user, without user or password
   */
  HttpErrors(EndpointSettings settings, String address) {
    this.service = settings.service();
    this.address = address;
    this.keyRemedy = settings.keyRemedy();
  }

  EmbeddingException noAddress() {
    return fatal("'" + address + "' is no address of " + service + ": set embed.base-url");
  }

  EmbeddingException unusableKey() {
    return fatal("the key of " + service + " holds a blank or an odd sign: " + keyRemedy);
  }

  EmbeddingException refusedKey(int status) {
    String orAddress = status == 403 ? "; or it refuses this machine's address" : "";
    return fatal(service + " refused the key (" + status + "): " + keyRemedy + orAddress);
  }

  EmbeddingException unpaid(String detail) {
    return fatal(service + " wants to be paid (402): " + detail + " (see to the account)");
  }

  EmbeddingException unknownModel(int status, String detail) {
    return fatal(service + " answered " + status + ": " + detail + " (set embed.model)");
  }

  EmbeddingException nothingThere(int status, String detail) {
    return fatal(
        "no embeddings at "
            + address
            + " ("
            + status
            + ", "
            + detail
            + "): set embed.base-url and embed.model");
  }

  EmbeddingException refusedInput(int status, String detail) {
    return new EmbeddingException(
        Kind.INPUT, service + " answered " + status + ": " + detail, null);
  }

  EmbeddingException limited(String detail, Duration retryAfter) {
    return new EmbeddingException(
        Kind.LIMIT,
        service + " answered 429, too many requests or tokens: " + detail,
        null,
        retryAfter,
        false);
  }

  EmbeddingException failed(int status, String detail, Duration retryAfter, boolean maybeBilled) {
    return new EmbeddingException(
        Kind.SERVICE,
        service + " answered " + status + ": " + detail,
        null,
        retryAfter,
        maybeBilled);
  }

  EmbeddingException noAnswer(IOException cause, boolean wasSent) {
    String what =
        wasSent
            ? service + " at " + address + " did not answer: "
            : "cannot reach " + service + " at " + address + ": ";
    return new EmbeddingException(
        Kind.SERVICE, what + cause.getMessage(), cause, Duration.ZERO, wasSent);
  }

  EmbeddingException interrupted(InterruptedException cause, boolean sent) {
    return new EmbeddingException(
        Kind.SERVICE,
        "the call of " + service + " was interrupted (run again)",
        cause,
        Duration.ZERO,
        sent);
  }

  /**
   * A vector that no text of its own can have may be one text's doing: refused as input, the batch
   * is halved until that text is alone, and then it is tried again.
   */
  EmbeddingException broken(BrokenAnswer cause, int texts) {
    return new EmbeddingException(
        cause.isOfOneText() && texts > 1 ? Kind.INPUT : Kind.SERVICE,
        service + " broke the protocol: " + cause.getMessage(),
        cause,
        Duration.ZERO,
        true);
  }

  EmbeddingException noUsage() {
    return new EmbeddingException(
        Kind.SERVICE,
        service + " broke the protocol: it did not say what it billed (usage.total_tokens)",
        null,
        Duration.ZERO,
        true);
  }

  private static EmbeddingException fatal(String message) {
    return new EmbeddingException(Kind.FATAL, message, null);
  }
}
