package io.codestrata.table;

import java.io.Serializable;

/**
 * Hash of one folder of a snapshot.
 *
 * @param repository its repository's id
 * @param path folder, the empty string for the root
 * @param hash SHA-256 over its sorted children, 64 hex digits
 */
public record MerkleNode(String repository, String path, String hash) implements Serializable {}
