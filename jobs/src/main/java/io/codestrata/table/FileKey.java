package io.codestrata.table;

import java.io.Serializable;

/** Key of a row of {@code files}. */
public record FileKey(String repository, String path) implements Serializable {}
