package io.codestrata.table;

/**
 * What a lake holds of one language.
 *
 * @param language its name
 * @param files indexed files
 * @param chunks of them, a content that several files have counted for each
 * @param bytes of them
 */
public record LanguageSum(String language, long files, long chunks, long bytes) {}
