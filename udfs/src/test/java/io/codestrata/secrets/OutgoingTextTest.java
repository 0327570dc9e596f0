package io.codestrata.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.chunk.Chunk;
import org.junit.jupiter.api.Test;

class OutgoingTextTest {
  private static final String VERSION = SecretRules.shared().version();

  private final String secret = "ghp_" + new Secrets(1).alnum(36);
  private final String text = "int a;\nString t = \"" + secret + "\";\n";

  private OutgoingText outgoing(SecretMode mode, String signature, String text) {
    return OutgoingText.of(mode, "java", "Shop.login", signature, text, 40);
  }

  @Test
  void redactedTextIsSentWithTheLineInTheFileNoted() {
    OutgoingText outgoing = outgoing(SecretMode.REDACT, "", text);

    assertThat(outgoing.isSent()).isTrue();
    assertThat(outgoing.text())
        .isEqualTo("Shop.login\nint a;\nString t = \"[redacted:github-pat]\";\n");
    assertThat(outgoing.notes()).containsExactly("github-pat in line 41");
    assertThat(outgoing.reason())
        .isEqualTo("secrets redacted: github-pat in line 41 (rules of " + VERSION + ")");
  }

  @Test
  void skippedTextIsNotSent() {
    OutgoingText outgoing = outgoing(SecretMode.SKIP, "", text);

    assertThat(outgoing.isSent()).isFalse();
    assertThat(outgoing.text()).isEmpty();
    assertThat(outgoing.reason())
        .isEqualTo("not sent for its secrets: github-pat in line 41 (rules of " + VERSION + ")");
  }

  @Test
  void allowedTextIsSentAsItIs() {
    OutgoingText outgoing = outgoing(SecretMode.ALLOW, "", text);

    assertThat(outgoing.text()).isEqualTo(Chunk.embeddedText("Shop.login", "", text));
    assertThat(outgoing.reason()).isEmpty();
  }

  @Test
  void textWithoutSecretsIsSentAsItIsInEachMode() {
    for (SecretMode mode : SecretMode.values()) {
      OutgoingText outgoing = outgoing(mode, "void login(", "int a;\n");

      assertThat(outgoing.isSent()).isTrue();
      assertThat(outgoing.text())
          .isEqualTo(Chunk.embeddedText("Shop.login", "void login(", "int a;\n"));
      assertThat(outgoing.notes()).isEmpty();
    }
  }

  @Test
  void secretInTheSignatureIsTakenOut() {
    OutgoingText outgoing =
        outgoing(SecretMode.REDACT, "def login(token=\"" + secret + "\"):", "  pass\n");

    assertThat(outgoing.text()).doesNotContain(secret);
    assertThat(outgoing.notes()).containsExactly("github-pat in the signature");
  }

  @Test
  void rulesOfLanguageApply() {
    String block = "login {\n  password = \"" + "kq7wzr2m" + "\"\n}\n";

    assertThat(OutgoingText.of(SecretMode.REDACT, "terraform", "", "", block, 1).notes())
        .containsExactly("hashicorp-tf-password in line 2");
  }

  @Test
  void nothingShowsTheSecret() {
    for (SecretMode mode : SecretMode.values()) {
      OutgoingText outgoing = outgoing(mode, "", text);

      assertThat(outgoing + outgoing.reason()).doesNotContain(secret.substring(0, 12));
    }
  }
}
