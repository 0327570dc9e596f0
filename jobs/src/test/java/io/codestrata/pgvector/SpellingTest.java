package io.codestrata.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
  private static final List<String> SYMBOLS =
      List.of("verifyPassword", "verify_password", "passwordHash", "passkey", "HttpHeader");

  @Test
  void wholeNamesAndTheirPartsAreNear() {
    assertThat(Spelling.nearest("verfy_password", SYMBOLS)).contains("verify_password");
    assertThat(Spelling.nearest("verifypasword", SYMBOLS)).contains("verifypassword");
    assertThat(Spelling.nearest("pasword", SYMBOLS)).contains("password");
    assertThat(Spelling.nearest("passwrods", List.of("passwords"))).contains("passwords");
    assertThat(Spelling.nearest("heder", SYMBOLS)).contains("header");
  }

  @Test
  void anotherWordIsNot() {
    assertThat(Spelling.nearest("keyword", SYMBOLS)).isEmpty();
    assertThat(Spelling.nearest("hodor", SYMBOLS)).isEmpty();
    assertThat(Spelling.nearest("anything", List.of())).isEmpty();
  }
}
