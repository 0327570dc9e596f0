package io.codestrata.job;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One content to read, and every path of the run that holds it: it is read once and cut once a
 * language.
 */
record ContentWork(List<FileRef> files) implements Serializable {
  /** What opening a file costs, in bytes of reading: keeps many small files from sharing a task. */
  private static final long COST_OF_A_FILE = 4_096;

  /**
   * Work of one task: small enough to show progress, large enough to amortise opening the source.
   */
  private static final long COST_OF_A_PARTITION = 1_500_000;

  long cost() {
    return files.get(0).size() + COST_OF_A_FILE;
  }

  /** Groups paths by content, in the order given. */
  static List<ContentWork> group(List<FileRef> files) {
    Map<String, List<FileRef>> byContent = new LinkedHashMap<>();
    for (FileRef file : files) {
      byContent.computeIfAbsent(file.contentHash(), hash -> new ArrayList<>()).add(file);
    }
    return byContent.values().stream().map(ContentWork::new).toList();
  }

  /**
   * Cuts the work into partitions of like cost, whatever repositories it comes from. Neighbours
   * stay together, since a pack is read fastest in its order.
   *
   * @param cores at least so many partitions where there is work for them
   */
  static List<List<ContentWork>> partitions(List<ContentWork> work, int cores) {
    long total = work.stream().mapToLong(ContentWork::cost).sum();
    long limit = Math.max(1, Math.min(COST_OF_A_PARTITION, total / Math.max(1, cores)));
    List<List<ContentWork>> partitions = new ArrayList<>();
    List<ContentWork> current = new ArrayList<>();
    long cost = 0;
    for (ContentWork item : work) {
      if (!current.isEmpty() && cost + item.cost() > limit) {
        partitions.add(current);
        current = new ArrayList<>();
        cost = 0;
      }
      current.add(item);
      cost += item.cost();
    }
    if (!current.isEmpty()) {
      partitions.add(current);
    }
    return partitions;
  }
}
