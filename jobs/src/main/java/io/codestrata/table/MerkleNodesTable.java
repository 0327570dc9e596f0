package io.codestrata.table;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** {@code merkle_nodes}: one row a folder of each repository's current tree. */
public final class MerkleNodesTable extends LakeTable<MerkleNode> {
  private static final StructType SCHEMA =
      Schemas.of(Schemas.text("repository"), Schemas.text("path"), Schemas.text("hash"));

  MerkleNodesTable(SparkSession spark, String lake) {
    super(spark, lake, "merkle_nodes");
  }

  /** Folder to hash of one repository, as they were at a version. */
  public SortedMap<String, String> of(String repository, long version) {
    SortedMap<String, String> nodes = new TreeMap<>();
    collect(read(version).where(functions.col("repository").equalTo(repository)))
        .forEach(node -> nodes.put(node.path(), node.hash()));
    return nodes;
  }

  /** The nodes of one repository become those that it had at a version: one commit. */
  public void restore(String repository, long version) {
    SortedMap<String, String> nodes = of(repository, version);
    if (nodes.isEmpty()) {
      delete(List.of(repository));
    } else {
      replace(
          nodes.entrySet().stream()
              .map(node -> new MerkleNode(repository, node.getKey(), node.getValue()))
              .toList());
    }
  }

  /** The nodes take the place of all nodes of their repositories: one commit, no MERGE. */
  public void replace(List<MerkleNode> nodes) {
    replaceWhere(repositoryIn(nodes.stream().map(MerkleNode::repository)), rows(nodes));
  }

  /** Takes away all rows of these repositories, in one commit. */
  public void delete(List<String> repositories) {
    deleteRepositories(repositories);
  }

  @Override
  public StructType schema() {
    return SCHEMA;
  }

  @Override
  List<String> key() {
    return List.of("repository", "path");
  }

  @Override
  RowCodec<MerkleNode> codec() {
    return new Codec();
  }

  private static final class Codec implements RowCodec<MerkleNode> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row encode(MerkleNode node) {
      return RowFactory.create(node.repository(), node.path(), node.hash());
    }

    @Override
    public MerkleNode decode(Row row) {
      return new MerkleNode(row.getString(0), row.getString(1), row.getString(2));
    }
  }
}
