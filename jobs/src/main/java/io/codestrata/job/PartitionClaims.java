package io.codestrata.job;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Lets one attempt of a task work at a time, where its work costs money: a speculative copy waits
 * until the other attempt has ended, and then finds done what that one has done. Of the driver,
 * which learns of each end, an executor's death included.
 */
final class PartitionClaims extends SparkListener {
  private final Map<String, Long> holders = new HashMap<>();

  /**
   * Claims work for an attempt.
   *
   * @return whether it is this attempt's
   */
  synchronized boolean claim(String work, long attempt) {
    return holders.computeIfAbsent(work, unclaimed -> attempt) == attempt;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    holders.values().removeIf(attempt -> attempt == end.taskInfo().taskId());
  }
}
