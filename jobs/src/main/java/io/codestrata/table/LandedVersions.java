package io.codestrata.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * The versions of {@code files} and {@code merkle_nodes} that belong to a version of {@code
 * repositories}. A landing commits one table after another; who reads them at versions that belong
 * together sees all of it or nothing. Each commit of {@code repositories} names them in Delta's
 * user metadata: {@code {"files": 3, "merkle_nodes": 3}}.
 *
 * @param files counted from 0; -1 where there was no table
 * @param merkleNodes the same
 */
public record LandedVersions(long files, long merkleNodes) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NONE = -1;

  /** What a commit names; empty where that is nothing, as in commits of older Codestratas. */
  static Optional<LandedVersions> parse(String metadata) {
    try {
      JsonNode read = JSON.readTree(metadata);
      return read.has(FilesTable.NAME)
          ? Optional.of(
              new LandedVersions(
                  read.path(FilesTable.NAME).asLong(NONE),
                  read.path(MerkleNodesTable.NAME).asLong(NONE)))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      // Another program's words.
      return Optional.empty();
    }
  }

  String toJson() {
    return JSON.createObjectNode()
        .put(FilesTable.NAME, files)
        .put(MerkleNodesTable.NAME, merkleNodes)
        .toString();
  }
}
