package io.codestrata.chunk;

import static io.codestrata.chunk.Sources.utf8;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTextTest {
  @Test
  void utf8IsTakenAsItIs() {
    byte[] content = utf8("int caf\u00e9 = 1; // \ud83d\ude00\r\n");

    assertThat(SourceText.of(content).utf8()).isEqualTo(content);
    assertThat(SourceText.of(content).skipReason()).isEmpty();
    assertThat(SourceText.of(content).encoding()).isEqualTo("UTF-8");
  }

  @Test
  void utf8MarkIsKeptSoThatRangesAreThoseOfTheFile() {
    byte[] content = utf8("\ufeffint a;");

    assertThat(SourceText.of(content).utf8()).isEqualTo(content);
  }

  @Test
  void utf16IsTranscribedByItsMark() {
    assertThat(
            text(joined(new byte[] {(byte) 0xff, (byte) 0xfe}, "int \u20ac;".getBytes(UTF_16LE))))
        .isEqualTo("int \u20ac;");
    assertThat(
            text(joined(new byte[] {(byte) 0xfe, (byte) 0xff}, "int \u20ac;".getBytes(UTF_16BE))))
        .isEqualTo("int \u20ac;");
  }

  @Test
  void utf16WithoutItsMarkIsBinary() {
    assertThat(SourceText.of("int a;".getBytes(UTF_16LE)).skipReason()).isEqualTo("binary");
  }

  @Test
  void truncatedUtf16IsStillText() {
    assertThat(text(new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0, 'b'})).isEqualTo("a\ufffd");
  }

  @Test
  void whatIsNotUtf8IsReadAsWindows1252() {
    assertThat(text("prix: 5 \u20ac, caf\u00e9".getBytes(Charset.forName("windows-1252"))))
        .isEqualTo("prix: 5 \u20ac, caf\u00e9");
    assertThat(SourceText.of(new byte[] {'a', (byte) 0xe9}).encoding()).isEqualTo("windows-1252");
  }

  @Test
  void loneSurrogatesOfUtf16AreReplaced() {
    byte[] high = {(byte) 0xff, (byte) 0xfe, 'a', 0, 0x3d, (byte) 0xd8, 'b', 0};
    byte[] low = {(byte) 0xfe, (byte) 0xff, 0, 'a', (byte) 0xde, 0, 0, 'b'};

    assertThat(text(high)).startsWith("a\ufffd");
    assertThat(text(low)).isEqualTo("a\ufffdb");
  }

  @Test
  void utf32IsBinary() {
    assertThat(SourceText.of("\ufeffint a;".getBytes(Charset.forName("UTF-32LE"))).skipReason())
        .isEqualTo("binary");
    assertThat(SourceText.of("\ufeffint a;".getBytes(Charset.forName("UTF-32BE"))).skipReason())
        .isEqualTo("binary");
  }

  @Test
  void surrogatesWrittenAsUtf8AreReplaced() {
    byte[] pair = "\ud83d\ude00".getBytes(Charset.forName("CESU-8"));
    byte[] content = joined(utf8("prix \u20ac, caf\u00e9 "), pair);

    assertThat(text(content)).matches("prix \u20ac, caf\u00e9 \ufffd+");
  }

  @Test
  void damagedByteOfUtf8IsReplacedAndTheRestKept() {
    byte[] content = joined(utf8("caf\u00e9 \u20ac"), new byte[] {(byte) 0xc0, 'x'});

    assertThat(text(content)).isEqualTo("caf\u00e9 \u20ac\ufffdx");
  }

  @Test
  void lineEndsOfAllKindsAreKept() {
    assertThat(text(utf8("a\r\nb\nc\rd\n\r"))).isEqualTo("a\r\nb\nc\rd\n\r");
  }

  @Test
  void truncatedUtf8IsStillText() {
    byte[] whole = utf8("caf\u00e9");

    assertThat(text(java.util.Arrays.copyOf(whole, whole.length - 1))).startsWith("caf");
  }

  @Test
  void nulAnywhereIsBinary() {
    assertThat(SourceText.of(utf8("a".repeat(20_000) + "\0")).skipReason()).isEqualTo("binary");
  }

  @Test
  void manyControlCharactersAreBinary() {
    assertThat(SourceText.of(utf8("ab\u0001\u0002\u0003")).skipReason()).isEqualTo("binary");
  }

  @Test
  void fewControlCharactersAreText() {
    assertThat(SourceText.of(utf8("echo '\u001b[1mbold\u001b[0m'; echo done")).skipReason())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\r\n\t\f\u000b", "\ufeff", "\ufeff\n"})
  void fileWithoutAVisibleCharacterIsBlank(String text) {
    assertThat(SourceText.of(utf8(text)).skipReason()).isEqualTo("blank");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u2003", "\u00a0", "\u3000\n"})
  void whatTheChunkersTakeForTextIsNotBlank(String text) {
    assertThat(SourceText.of(utf8(text)).skipReason()).isEmpty();
  }

  @Test
  void lfsPointerIsToldApart() {
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";

    assertThat(SourceText.of(utf8(pointer)).skipReason()).isEqualTo("lfs-pointer");
    assertThat(SourceText.of(utf8(pointer + " ".repeat(1_024))).skipReason()).isEmpty();
  }

  @Property
  void answerIsAlwaysUtf8WithoutNulOrAReason(@ForAll byte[] content)
      throws CharacterCodingException {
    SourceText text = SourceText.of(content);

    assertThat(UTF_8.newDecoder().decode(ByteBuffer.wrap(text.utf8())).toString())
        .doesNotContain("\0");
    assertThat(text.utf8().length == 0).isEqualTo(!text.skipReason().isEmpty());
  }

  @Property
  void textThatIsNotSkippedHasAChunk(@ForAll byte[] content) {
    SourceText text = SourceText.of(content);

    assertThat(new LineChunker(new TokenEstimate(), 100).chunk("text", text.utf8()).isEmpty())
        .isEqualTo(!text.skipReason().isEmpty());
  }

  private static String text(byte[] content) {
    return new String(SourceText.of(content).utf8(), UTF_8);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(first);
    bytes.writeBytes(second);
    return bytes.toByteArray();
  }
}
