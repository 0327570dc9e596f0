package io.codestrata.chunk;

/**
 * A notebook's cell.
 *
 * @param number 1-based, among all cells
 * @param language a name {@link io.codestrata.language.LanguageDetector} knows
 * @param source what its author wrote
 */
record NotebookCell(int number, String language, JsonText source) {}
