package io.codestrata.language;

import java.util.List;

/**
 * What is known of one language.
 *
 * @param name lower-case name, as tables and flags have it
 * @param grammar where its grammar comes from, empty where files are cut by lines
 * @param version the grammar's revision
 * @param abi tree-sitter's version of the grammar's tables, 0 without a grammar
 * @param licence the grammar's, an SPDX identifier
 * @param extensions file name endings, without the dot
 * @param symbols kinds of declarations that chunks are named by
 */
public record LanguageInfo(
    String name,
    String grammar,
    String version,
    int abi,
    String licence,
    List<String> extensions,
    List<String> symbols) {}
