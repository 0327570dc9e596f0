package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.secrets.SecretMode;
import java.net.URI;
import java.util.Set;

/** Says whether texts leave for a third party, and so what becomes of the secrets in them. */
final class SecretPolicy {
  private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]");

  private SecretPolicy() {}

  /** {@code embed.secrets} where the provider is a third party, else {@link SecretMode#ALLOW}. */
  static SecretMode of(PipelineConfig config) {
    boolean leaves =
        switch (config.text(Options.PROVIDER)) {
          case "local" -> false;
          case "voyage" -> true;
          default -> !isLoopback(config.text(Options.BASE_URL));
        };
    return leaves ? SecretMode.of(config.text(Options.SECRETS)) : SecretMode.ALLOW;
  }

  private static boolean isLoopback(String url) {
    try {
      String host = URI.create(url).getHost();
      return host != null && (LOOPBACK.contains(host) || host.matches("127(?:\\.\\d{1,3}){3}"));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
