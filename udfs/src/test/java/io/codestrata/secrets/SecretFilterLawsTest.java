package io.codestrata.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretFilterLawsTest {
  private static final int LONG = 1_000_000;

  private final SecretFilter filter = new SecretFilter(SecretRules.shared());

  /** Lines with secrets, words the rules look for, marks, and characters beyond the first plane. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> secrets =
        Arbitraries.longs()
            .between(0, 500)
            .flatMap(seed -> Arbitraries.of(new ArrayList<>(new Secrets(seed).lines().values())));
    Arbitrary<String> words =
        Arbitraries.of(
            "key",
            "token",
            "password",
            "secret",
            "curl -u ",
            "Authorization: Bearer ",
            " = ",
            ": ",
            "\"",
            "'",
            "`",
            "\n",
            "\r\n",
            " ",
            ";",
            "://",
            "@",
            "\\n",
            "[redacted:jwt]",
            "\uD83D\uDD11",
            "\uD83D\uDE00",
            "é",
            "x",
            "${A}",
            Secrets.begin(""),
            Secrets.end(""),
            "AKIA",
            "sk-");
    Arbitrary<String> noise = Arbitraries.strings().ofMaxLength(30);
    Arbitrary<String> random = Arbitraries.longs().map(seed -> new Secrets(seed).alnum(24));
    return Arbitraries.oneOf(secrets, words, words, noise, random)
        .list()
        .ofMaxSize(25)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 600)
  void redactingTwiceIsRedactingOnce(@ForAll("texts") String text) {
    String once = filter.filter(text, "a.yaml").text();

    assertThat(filter.filter(once, "a.yaml").text()).isEqualTo(once);
  }

  @Property(tries = 600)
  void whatIsNotFoundStays(@ForAll("texts") String text) {
    FilteredText filtered = filter.filter(text, "");
    StringBuilder expected = new StringBuilder();
    int kept = 0;
    for (SecretFinding finding : filtered.findings()) {
      assertThat(finding.start()).isGreaterThanOrEqualTo(kept).isLessThan(finding.end());
      assertThat(finding.line())
          .isEqualTo(
              1 + (int) text.substring(0, finding.start()).chars().filter(c -> c == '\n').count());
      expected.append(text, kept, finding.start()).append("[redacted:" + finding.rule() + "]");
      kept = finding.end();
    }

    assertThat(filtered.text()).isEqualTo(expected.append(text.substring(kept)).toString());
  }

  @Property(tries = 600)
  void noCharacterIsCutInTwo(@ForAll("texts") String text) {
    for (SecretFinding finding : filter.filter(text, "").findings()) {
      for (int at : List.of(finding.start(), finding.end())) {
        assertThat(
                at > 0
                    && at < text.length()
                    && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at)))
            .isFalse();
      }
    }
  }

  static List<String> hostileTexts() {
    return List.of(
        "key=".repeat(LONG / 4),
        "key".repeat(LONG / 3),
        "token:\"".repeat(LONG / 7),
        "password='\"`".repeat(LONG / 12),
        "secret = \"a1b2c3d4e5f6g7h8i9\",".repeat(LONG / 29),
        "http://a:".repeat(LONG / 9),
        "://".repeat(LONG / 3),
        "authorization: bearer ".repeat(LONG / 22),
        "curl -u a:b ".repeat(LONG / 12),
        "curl\n".repeat(LONG / 5),
        Secrets.begin("").repeat(LONG / 28),
        Secrets.end("").repeat(LONG / 26),
        "-----" + "BEGIN PRIVATE KEY-----" + "A".repeat(LONG),
        ("A".repeat(64) + "\n").repeat(LONG / 65),
        "kind: secret data: ".repeat(LONG / 19),
        "s.".repeat(LONG / 2),
        "ey".repeat(LONG / 2),
        "eyJ.".repeat(LONG / 4),
        "a1B2".repeat(LONG / 4),
        "\uD83D\uDD11key=".repeat(LONG / 6),
        "\uD83D".repeat(LONG));
  }

  /** Seconds here, hours were it quadratic. */
  @ParameterizedTest
  @MethodSource("hostileTexts")
  void hostileTextEndsInTime(String text) {
    assertThatCode(
            () ->
                Assertions.assertTimeoutPreemptively(
                    Duration.ofMinutes(2), () -> filter.filter(text, "a.yaml")))
        .doesNotThrowAnyException();
  }
}
