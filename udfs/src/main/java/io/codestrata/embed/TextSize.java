package io.codestrata.embed;

import java.nio.charset.StandardCharsets;

/**
 * What a text takes of a request.
 *
 * @param language texts of one go together
 * @param tokens as the embedder counts them
 * @param bytes in UTF-8
 */
public record TextSize(String language, long tokens, long bytes) {

  public static TextSize of(String language, String text, Embedder embedder) {
    return new TextSize(
        language, embedder.countTokens(text), text.getBytes(StandardCharsets.UTF_8).length);
  }
}
