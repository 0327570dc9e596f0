package io.codestrata.embed.http;

import static io.codestrata.embed.EmbeddingServer.KEY;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingServer;
import io.codestrata.embed.openai.OpenAiSettings;
import io.codestrata.embed.voyage.VoyageSettings;
import java.time.Duration;
import java.util.List;

/** The protocols that share a transport. */
enum Provider {
  VOYAGE,
  OPEN_AI;

  Embedder embedder(EmbeddingServer server) throws EmbeddingException {
    return this == VOYAGE
        ? EmbeddingServer.embedder(server.voyage())
        : EmbeddingServer.embedder(server.openAi());
  }

  /** Gives up soon. */
  Embedder impatient(EmbeddingServer server) throws EmbeddingException {
    Duration timeout = Duration.ofMillis(200);
    return this == VOYAGE
        ? EmbeddingServer.embedder(
            new VoyageSettings(server.url(), KEY, "m", 256, VectorType.FLOAT, 128, timeout, 0))
        : EmbeddingServer.embedder(
            new OpenAiSettings(
                server.url(),
                KEY,
                "m",
                256,
                false,
                false,
                "",
                "",
                OpenAiSettings.DEFAULT_LIMITS,
                timeout,
                0));
  }

  static EmbeddingException failure(Embedder embedder, String... texts) {
    return catchThrowableOfType(
        EmbeddingException.class, () -> embedder.embedDocuments(List.of(texts)));
  }
}
