package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.config.PipelineConfig;
import io.codestrata.secrets.SecretMode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretPolicyTest {
  private static SecretMode policy(String... options) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      values.put(options[i], options[i + 1]);
    }
    return SecretPolicy.of(new PipelineConfig(values, Map.of()));
  }

  @Test
  void whatStaysOnTheMachineIsNotLookedAt() {
    assertThat(policy("embed.provider", "local", "embed.secrets", "skip"))
        .isEqualTo(SecretMode.ALLOW);
  }

  @Test
  void voyageIsThirdPartyWhateverItsAddress() {
    assertThat(policy("embed.provider", "voyage")).isEqualTo(SecretMode.REDACT);
    assertThat(policy("embed.provider", "voyage", "embed.base-url", "http://127.0.0.1:1/v1"))
        .isEqualTo(SecretMode.REDACT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080/v1",
        "http://127.0.0.1:11434",
        "http://127.1.2.3/v1",
        "http://[::1]:80/v1"
      })
  void serverOnThisMachineIsNoThirdParty(String url) {
    assertThat(policy("embed.provider", "openai", "embed.base-url", url))
        .isEqualTo(SecretMode.ALLOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://api.example.org/v1",
        "http://127.0.0.1.example.org/v1",
        "http://localhost.example.org",
        "http://user@example.org/?localhost",
        "http://10.0.0.7:8080",
        "not a url"
      })
  void anyOtherServerIs(String url) {
    assertThat(policy("embed.provider", "openai", "embed.base-url", url))
        .isEqualTo(SecretMode.REDACT);
  }

  @Test
  void optionNamesTheMode() {
    assertThat(policy("embed.provider", "voyage", "embed.secrets", "skip"))
        .isEqualTo(SecretMode.SKIP);
    assertThat(policy("embed.provider", "voyage", "embed.secrets", "allow"))
        .isEqualTo(SecretMode.ALLOW);
  }
}
