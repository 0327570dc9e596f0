package io.codestrata.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PgTargetTest {
  @Test
  void addressIsReadWithItsEscapes() throws Exception {
    assertThat(PgTarget.parse("postgresql://me:p%40ss+1@db:5433/code?sslmode=require"))
        .isEqualTo(new PgTarget("jdbc:postgresql://db:5433/code?sslmode=require", "me", "p@ss+1"));
  }

  @Test
  void jdbcAddressGivesUpItsCredentials() throws Exception {
    assertThat(PgTarget.parse("jdbc:postgresql://db/code?user=me&password=x&sslmode=require"))
        .isEqualTo(new PgTarget("jdbc:postgresql://db/code?sslmode=require", "me", "x"));
  }

  @Test
  void environmentGivesWhatTheAddressLeavesOut() throws Exception {
    assertThat(PgTarget.parse("postgres:///code", Map.of("PGUSER", "env", "PGPASSWORD", "secret")))
        .isEqualTo(new PgTarget("jdbc:postgresql://localhost/code", "env", "secret"));
  }

  @Test
  void textShowsNoPassword() throws Exception {
    assertThat(PgTarget.parse("postgresql://me:canary@db/code?sslpassword=canary"))
        .hasToString("postgresql://db/code as me");
  }

  @Test
  void badAddressIsNotRepeated() {
    assertThatThrownBy(() -> PgTarget.parse("mysql://me:canary@db/code"))
        .isInstanceOf(PgException.class)
        .hasMessageContaining("write postgresql://")
        .hasMessageNotContaining("canary");
    assertThatThrownBy(() -> PgTarget.parse("postgresql://me:canary@db"))
        .hasMessageContaining("names no database")
        .hasMessageNotContaining("canary");
  }

  @Test
  void nobodyListeningIsSaidWithARemedy() {
    assertThatThrownBy(() -> PgTarget.parse("postgresql://me:canary@127.0.0.1:1/code").connect())
        .isInstanceOf(PgException.class)
        .hasMessageContaining("cannot connect to postgresql://127.0.0.1:1/code as me")
        .hasMessageContaining("is the server running")
        .hasMessageNotContaining("canary");
  }
}
