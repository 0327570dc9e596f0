package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitUrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://example.org/team/gin.git, ../lib.git, https://example.org/team/lib.git",
    "https://me:pw@example.org/team/gin/, ../../else/lib, https://me:pw@example.org/else/lib",
    "https://example.org/team/gin, ./lib, https://example.org/team/gin/lib",
    "git@example.org:team/gin.git, ../lib.git, git@example.org:team/lib.git",
    "git@example.org:gin.git, ../lib.git, git@example.org:lib.git",
    "file:///srv/gin.git, https://example.org/lib, https://example.org/lib"
  })
  void urlOfASubmoduleIsTakenFromItsRepository(String parent, String url, String full)
      throws SourceException {
    assertThat(GitUrl.parse(parent).orElseThrow().submodule(url))
        .hasValueSatisfying(found -> assertThat(found.full()).isEqualTo(full));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc",
        "lib",
        "file:///srv/lib.git",
        "FILE:///srv/lib.git",
        "../../../../etc",
        "ext::sh -c touch% /tmp/x",
        "-uexec",
        "ssh://-oProxyCommand=x/y",
        "https://"
      })
  void urlOfASubmoduleNeverLeadsToThisMachineOrToAProgram(String url) throws SourceException {
    assertThat(GitUrl.parse("https://example.org/team/gin.git").orElseThrow().submodule(url))
        .isEmpty();
    assertThat(GitUrl.parse("file:///srv/team/gin.git").orElseThrow().submodule(url)).isEmpty();
    assertThat(GitUrl.parse("file:///srv/team/gin.git").orElseThrow().submodule("../lib"))
        .isEmpty();
  }

  private static GitUrl url(String text) throws SourceException {
    return GitUrl.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "https://GitHub.com/gin-gonic/gin.git/, github.com/gin-gonic/gin",
    "https://user:pw@github.com/gin-gonic/gin, github.com/gin-gonic/gin",
    "ssh://git@host:2222/a/b.git, host:2222/a/b",
    "git@github.com:gin-gonic/gin.git, github.com/gin-gonic/gin",
    "git://host/x, host/x",
    "file:///srv/repos/gin.git, gin",
    "file:///srv/gin/.git, gin",
  })
  void idIsHostAndPath(String text, String id) throws SourceException {
    assertThat(url(text).id()).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({
    "https://user:pw@host/a.git, https://host/a.git",
    "https://token@host/a, https://host/a",
    "https://us@er:p@host/a, https://host/a",
    "https://host/a?private_token=pw, https://host/a",
    "ssh://git:pw@host/a, ssh://git@host/a",
    "git@host:a/b, git@host:a/b",
  })
  void originHoldsNoSecret(String text, String origin) throws SourceException {
    assertThat(url(text).origin()).isEqualTo(origin);
  }

  @Test
  void credentialsDoNotDecideWhereTheCloneLies() throws SourceException {
    assertThat(url("https://a:b@host/x").cacheName())
        .isEqualTo(url("https://host/x/").cacheName())
        .matches("host_x-[0-9a-f]{12}")
        .isNotEqualTo(url("https://host/y").cacheName());
  }

  @Test
  void messagesOfOthersLoseTheSecretsPlainAndEncoded() throws SourceException {
    GitUrl url = url("https://me:p%40ss@host/x");

    assertThat(url.redacted("no https://me:p%40ss@host/x or https://z:q@h/?t=1 with p@ss"))
        .isEqualTo("no https://host/x or https://h/ with ***");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext::sh -c id", "fd::17", "ftp://host/x", "javascript://x/y"})
  void otherTransportsAreRefused(String text) {
    assertThatThrownBy(() -> GitUrl.parse(text))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("unsupported transport (use https, http, ssh, git or file)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://",
        "https://host",
        "ssh://-oProxyCommand=x/y",
        "https://u:pw@host/a\nb",
        "-u@host:x",
        "file://host/x",
        "host:///x"
      })
  void malformedUrlIsRefusedWithoutItsSecret(String text) {
    assertThatThrownBy(() -> GitUrl.parse(text))
        .isInstanceOf(SourceException.class)
        .message()
        .doesNotContain("pw")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "./a:b", "/x/y", "../r", "a/b:c"})
  void pathIsNoUrl(String text) throws SourceException {
    assertThat(GitUrl.parse(text)).isEmpty();
  }
}
