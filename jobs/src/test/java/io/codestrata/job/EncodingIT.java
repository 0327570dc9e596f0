package io.codestrata.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.config.Options;
import io.codestrata.pgvector.PgTarget;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of each encoding, and of none: what of it comes out of PostgreSQL. */
class EncodingIT {
  private static final String SOURCE = "def prix(café):\n    return '\u20ac \ud83d\ude00'";

  @TempDir Path folder;

  @Test
  void everyEncodingArrivesAsTheSameTextAndDamageAsReplacements() throws Exception {
    GitFixture git = new GitFixture(folder.resolve("shop"));
    git.writeBytes("utf8.py", (SOURCE + "\n").getBytes(UTF_8));
    git.writeBytes("utf8-mark.py", ("\ufeff" + SOURCE).getBytes(UTF_8));
    git.writeBytes("utf16-le.py", ("\ufeff" + SOURCE).getBytes(UTF_16LE));
    git.writeBytes("utf16-be.py", ("\ufeff" + SOURCE).getBytes(UTF_16BE));
    git.writeBytes("latin-1.py", "café = 'déjà vu'".getBytes(ISO_8859_1));
    git.writeBytes("windows.py", "prix = '5 \u20ac'".getBytes(Charset.forName("windows-1252")));
    git.writeBytes("ends.py", "a = 1\r\nb = 2\nc = 3\rd = 4".getBytes(UTF_8));
    git.writeBytes("cesu.py", "prix = 'é\u20ac \ud83d\ude00'".getBytes(Charset.forName("CESU-8")));
    git.writeBytes("lone-le.py", new byte[] {-1, -2, 'a', 0, 0x3d, -40, '\n', 0});
    git.writeBytes("undefined.py", new byte[] {'a', ' ', '=', ' ', (byte) 0x81, (byte) 0xff});
    git.writeBytes("nul.py", "a = '\0'\n".getBytes(UTF_8));
    git.writeBytes("utf16-unmarked.py", SOURCE.getBytes(UTF_16LE));
    git.commit("first");
    Installation installation = new Installation(folder.resolve("data"));

    IndexResult result = installation.index(git.path());

    assertThat(result.failures()).isEmpty();
    assertThat(result.skipped()).containsEntry("binary", 2L);
    assertThat(published(installation))
        .containsEntry("utf8.py", SOURCE)
        .containsEntry("utf8-mark.py", SOURCE)
        .containsEntry("utf16-le.py", SOURCE)
        .containsEntry("utf16-be.py", SOURCE)
        .containsEntry("latin-1.py", "café = 'déjà vu'")
        .containsEntry("windows.py", "prix = '5 \u20ac'")
        .containsEntry("ends.py", "a = 1\r\nb = 2\nc = 3\rd = 4")
        .containsEntry("undefined.py", "a = \ufffdÿ")
        .hasEntrySatisfying("lone-le.py", text -> assertThat(text).startsWith("a\ufffd"))
        .hasEntrySatisfying("cesu.py", text -> assertThat(text).matches("prix = 'é\u20ac \ufffd+'"))
        .doesNotContainKeys("nul.py", "utf16-unmarked.py")
        .hasSize(10);
  }

  /** Path to text of its one chunk. */
  private static Map<String, String> published(Installation installation) throws Exception {
    Map<String, String> texts = new TreeMap<>();
    try (Connection connection =
            PgTarget.parse(installation.config().text(Options.PG_URL)).connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT path, text FROM codestrata.file JOIN codestrata.chunk"
                    + " USING (content_hash, language, chunking) ORDER BY path, ordinal")) {
      while (row.next()) {
        assertThat(texts.put(row.getString(1), row.getString(2))).isNull();
      }
    }
    return texts;
  }
}
