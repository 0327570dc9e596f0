package io.codestrata.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilterTest {
  private final SecretFilter filter = new SecretFilter(SecretRules.shared());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void knownFormatsAndRandomAssignmentsAreTakenOut(long seed) {
    for (Map.Entry<String, String> secret : new Secrets(seed).lines().entrySet()) {
      FilteredText filtered = filter.filter("int a;\n  " + secret.getValue() + "\nint b;\n", "");

      assertThat(filtered.text())
          .as(secret.getValue())
          .doesNotContain(secret.getKey())
          .startsWith("int a;\n  ")
          .endsWith("int b;\n")
          .contains("[redacted:");
      assertThat(filtered.findings()).extracting(SecretFinding::line).containsExactly(2);
    }
  }

  @Test
  void justTheSecretIsReplacedByTheRuleThatKnowsIt() {
    Secrets secrets = new Secrets(1);

    assertThat(redact("key = \"ghp_" + secrets.alnum(36) + "\" # ours"))
        .isEqualTo("key = \"[redacted:github-pat]\" # ours");
    assertThat(redact("postgresql://shop:" + secrets.alnum(12) + "@db/shop?ssl=true"))
        .isEqualTo("postgresql://shop:[redacted:connection-url-password]@db/shop?ssl=true");
    assertThat(redact("session_token: " + secrets.alnum(30) + "\nnext: 1"))
        .isEqualTo("session_token: [redacted:generic-api-key]\nnext: 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token = \"${TOKEN}\"",
        "password: {{ vault_password_1 }}",
        "api_key = os.environ[\"API_KEY_2\"]",
        "api_key = \"xxxxxxxxxxxxxxxxxxxxxxxx\"",
        "password = 'changeme123'",
        "secret: <your key 1234567890>",
        "api-key: YOUR-API-KEY-0123456789",
        "token = getToken(request, 1234567890)",
        "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "postgresql://user:password@host:5432/database",
        "postgres://postgres:postgres@localhost/test",
        "http://${USER}:${PASSWORD}@host/",
        "https://[user[:pass]]@host.domain[:port]/path",
        "docker-image://nginx:1.27@sha256:abc",
        "public_key = \"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\"",
        "key_name: production-cluster-2024-eu",
        "String password = user.getPassword1();",
        "class=\"sk-fading-circle-dot-animation-very-long-name\"",
        "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "for (String key : keysOfTheMap2024) {",
        "the private key is kept in a file",
        "credential(PrivateKey privateKey, X509Certificate certificate) {",
        "key := \"float32" + "-slice\"",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZ" + "SBub25jZQ==",
        "global-key-rate-slower-fine=\n"
      })
  void placeholdersAndOrdinaryCodeStay(String text) {
    FilteredText filtered = filter.filter(text, "");

    assertThat(filtered.findings()).isEmpty();
    assertThat(filtered.text()).isSameAs(text);
  }

  @Test
  void privateKeyIsTakenOutWhole() {
    String body = new Secrets(3).keyBody(26);
    String text = "a\n" + Secrets.begin("RSA ") + body + Secrets.end("RSA ") + "b\n";

    FilteredText filtered = filter.filter(text, "");

    assertThat(filtered.text()).isEqualTo("a\n[redacted:private-key]\nb\n");
    assertThat(filtered.findings()).extracting(SecretFinding::line).containsExactly(2);
  }

  @Test
  void privateKeyWithoutItsEndIsTakenOut() {
    String body = new Secrets(4).keyBody(8);

    FilteredText filtered = filter.filter(Secrets.begin("") + body, "");

    assertHidden(filtered, body);
    assertThat(filtered.text()).contains("[redacted:private-key-head]");
  }

  @Test
  void encryptedPrivateKeyWithoutItsEndIsTakenOutBelowItsHeaders() {
    String body = new Secrets(5).keyBody(8);
    String headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF\n\n";

    assertHidden(filter.filter(Secrets.begin("RSA ") + headers + body, ""), body);
  }

  @Test
  void privateKeyWithoutItsBeginningIsTakenOut() {
    String body = new Secrets(6).keyBody(8);

    FilteredText filtered = filter.filter(body + Secrets.end("EC ") + "int a;\n", "");

    assertHidden(filtered, body);
    assertThat(filtered.text()).endsWith("PRIVATE KEY-----\nint a;\n");
  }

  @Test
  void middleOfPrivateKeyIsTakenOutWhereTheTextIsNothingElse() {
    String lines = new Secrets(7).keyBody(12);
    String middle = lines.substring(lines.indexOf('\n') + 1);

    assertHidden(filter.filter(middle, ""), middle);
    assertThat(filter.filter("int a;\n" + middle, "").findings()).isEmpty();
  }

  @Test
  void privateKeyInStringLiteralsIsTakenOut() {
    String body = new Secrets(8).keyBody(6);
    String quoted = "\"" + body.strip().replace("\n", "\\n\" +\n    \"") + "\\n\"";

    assertHidden(
        filter.filter("key = \"" + Secrets.begin("").strip() + "\\n\" +\n" + quoted, ""), body);
  }

  @Test
  void wordsAfterTheMarkOfKeyStay() {
    String text = "begins with " + Secrets.begin("").strip() + " and holds base64\n";

    assertThat(filter.filter(text, "").text()).isSameAs(text);
  }

  @Test
  void codeBetweenTheMarksOfKeysStays() {
    String text =
        "write(\""
            + Secrets.begin("").strip()
            + "\");\nwriter.newLine();\nwriter.write(encode(pair));\n"
            + "writer.newLine();\nwrite(\""
            + Secrets.end("").strip()
            + "\");\n";

    assertThat(filter.filter(text, "").text()).isSameAs(text);
  }

  @Test
  void severalSecretsAreFoundWithTheirLines() {
    Secrets secrets = new Secrets(9);
    String text =
        "a = 1\r\nkey = '%s'\r\n\r\nurl = 'https://u:%s@h/'; t = \"ghp_%s\"\r\n"
            .formatted(secrets.alnum(30), secrets.alnum(14), secrets.alnum(36));

    FilteredText filtered = filter.filter(text, "");

    assertThat(filtered.findings())
        .extracting(SecretFinding::rule, SecretFinding::line)
        .containsExactly(
            tuple("generic-api-key", 2),
            tuple("connection-url-password", 4),
            tuple("github-pat", 4));
    for (SecretFinding finding : filtered.findings()) {
      assertThat(filtered.text()).doesNotContain(text.substring(finding.start(), finding.end()));
    }
  }

  @Test
  void rulesOfSomeFilesNeedTheirName() {
    String text = "password = \"" + "kq7wzr2m" + "\"";

    assertThat(filter.filter(text, "main.tf").findings()).isNotEmpty();
  }

  @Test
  void nothingShowsTheSecret() {
    String secret = "ghp_" + new Secrets(10).alnum(36);

    FilteredText filtered = filter.filter("a " + secret + " b", "");

    assertThat(List.of(filtered.toString(), filtered.text(), filtered.findings().toString()))
        .noneMatch(shown -> shown.contains(secret.substring(0, 8)));
  }

  private String redact(String text) {
    return filter.filter(text, "").text();
  }

  private static void assertHidden(FilteredText filtered, String body) {
    assertThat(filtered.findings()).isNotEmpty();
    for (String line : body.lines().toList()) {
      int at = new Random(line.hashCode()).nextInt(Math.max(1, line.length() - 12));
      assertThat(filtered.text())
          .doesNotContain(line.substring(at, Math.min(at + 12, line.length())));
    }
  }
}
