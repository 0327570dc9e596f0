package io.codestrata.table;

import java.util.List;

/**
 * What changes of one repository's rows in {@code merkle_nodes}.
 *
 * @param nodes folders that are new or have another hash
 * @param gone folders that are no more
 * @param whole whether the nodes are all there are: whatever else stands there goes
 */
public record MerkleChange(List<MerkleNode> nodes, List<FileKey> gone, boolean whole) {
  /** Nothing. */
  public static final MerkleChange NONE = new MerkleChange(List.of(), List.of(), false);
}
