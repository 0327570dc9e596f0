package io.codestrata.language;

import java.util.List;

/**
 * What is known of one language.
 *
 * @param name lower-case name, as tables and flags have it
 * @param grammar Maven coordinates of its grammar, empty where files are cut by lines
 * @param extensions file name endings, without the dot
 * @param symbols kinds of declarations that chunks are named by
 */
public record LanguageInfo(
    String name, String grammar, List<String> extensions, List<String> symbols) {}
