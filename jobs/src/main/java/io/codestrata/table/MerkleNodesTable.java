package io.codestrata.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** {@code merkle_nodes}: one row a folder of each repository's current tree. */
public final class MerkleNodesTable extends LakeTable<MerkleNode> {
  static final String NAME = "merkle_nodes";
  private static final StructType SCHEMA =
      Schemas.of(Schemas.text("repository"), Schemas.text("path"), Schemas.text("hash"));

  /**
   * @param within folder of its generation within the lake, with a slash at its end
   */
  MerkleNodesTable(SparkSession spark, String lake, String within) {
    super(spark, lake, within + NAME);
  }

  /** Folder to hash of one repository. */
  public SortedMap<String, String> of(String repository) {
    return nodes(ofRepository(repository, read()));
  }

  /** Those of these folders that the repository has. */
  public SortedMap<String, String> at(Set<String> folders, String repository) {
    return nodes(
        onDriver()
            .rows(Map.of("repository", Set.of(repository), "path", folders), SCHEMA.fieldNames())
            .rows()
            .map(this::decode)
            .orElseGet(() -> ofRepository(repository, having(read(), "path", folders))));
  }

  /** The folders of one repository as they were at a version. */
  public SortedMap<String, String> of(String repository, long version) {
    return nodes(ofRepository(repository, read(version)));
  }

  private List<MerkleNode> ofRepository(String repository, Dataset<Row> table) {
    return collect(table.where(functions.col("repository").equalTo(repository)));
  }

  private static SortedMap<String, String> nodes(List<MerkleNode> rows) {
    SortedMap<String, String> nodes = new TreeMap<>();
    rows.forEach(node -> nodes.put(node.path(), node.hash()));
    return nodes;
  }

  /**
   * Brings the table to the changes. Whole trees take the place of all that stood there, in one
   * commit without a MERGE; changed folders of others are merged in another.
   */
  public void apply(List<MerkleChange> changes) {
    List<MerkleNode> whole = new ArrayList<>();
    List<MerkleNode> nodes = new ArrayList<>();
    List<FileKey> gone = new ArrayList<>();
    for (MerkleChange change : changes) {
      (change.whole() ? whole : nodes).addAll(change.nodes());
      gone.addAll(change.gone());
    }
    if (!whole.isEmpty()) {
      replaceWhere(repositoryIn(whole.stream().map(MerkleNode::repository)), rows(whole));
    }
    if (!nodes.isEmpty() || !gone.isEmpty()) {
      new PathChanges<>(this, nodes, gone, node -> new FileKey(node.repository(), node.path()))
          .apply();
    }
  }

  /** The nodes of one repository become those that it had at a version: one commit. */
  public void restore(String repository, long version) {
    List<MerkleNode> nodes = new ArrayList<>();
    of(repository, version)
        .forEach((path, hash) -> nodes.add(new MerkleNode(repository, path, hash)));
    if (nodes.isEmpty()) {
      delete(List.of(repository));
    } else {
      apply(List.of(new MerkleChange(nodes, List.of(), true)));
    }
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
