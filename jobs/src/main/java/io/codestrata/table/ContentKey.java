package io.codestrata.table;

import java.io.Serializable;

/**
 * What the chunks of a file depend on: its bytes, the language they are read as and the chunker's
 * rules. Two paths with one key share their chunks.
 *
 * @param contentHash see {@link io.codestrata.merkle.ContentHash#ofFile}
 * @param language detected language
 * @param chunking the chunker's fingerprint
 */
public record ContentKey(String contentHash, String language, String chunking)
    implements Serializable {}
