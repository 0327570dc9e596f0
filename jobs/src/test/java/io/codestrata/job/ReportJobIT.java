package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.table.Failure;
import io.codestrata.table.FailureCount;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.LanguageSum;
import io.codestrata.table.Run;
import io.codestrata.table.SlowFile;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is told of real runs. */
class ReportJobIT {
  @Test
  void reportTellsOfTheLastRunOrANamedOneWithTheLakeAsItLeftIt() throws Exception {
    ReportJob job = new ReportJob(SampleLake.get().installation().config());

    ReportJob.Result last = job.run(Optional.empty());

    assertThat(last.runs()).hasSize(3).last().isEqualTo(last.run());
    assertThat(last.run().chunksEmbedded()).as("only a file has moved").isZero();
    assertThat(last.failures()).extracting(Failure::stage).containsExactly("snapshot");
    assertThat(last.failureCounts()).extracting(FailureCount::count).containsExactly(1L);
    assertThat(paths(last)).contains("lib/vat/tax.py").doesNotContain("src/auth.py");

    Run first = last.runs().get(0);
    ReportJob.Result then = job.run(Optional.of(first.run().substring(0, 8)));

    assertThat(then.run()).isEqualTo(first);
    assertThat(then.runs()).containsExactly(first);
    assertThat(first.trace()).as("nothing else has named the run").isEqualTo(first.run());
    assertThat(paths(then)).contains("src/auth.py").doesNotContain("lib/vat/tax.py");
    assertThat(first.slowest())
        .hasSizeLessThanOrEqualTo(SlowFile.MOST)
        .isSortedAccordingTo(Comparator.comparingDouble(SlowFile::seconds).reversed())
        .allSatisfy(file -> assertThat(file.seconds()).isPositive())
        .anySatisfy(
            file -> {
              assertThat(file.path()).isEqualTo("src/auth.py");
              assertThat(file.language()).isEqualTo("python");
            });
    assertThat(last.run().slowest()).as("nothing was cut").isEmpty();
    ReportJob.Estate estate = then.estate().orElseThrow();
    assertThat(estate.languages().stream().mapToLong(LanguageSum::chunks).sum())
        .isEqualTo(first.chunksTotal());
    assertThat(estate.skips().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(first.filesSkipped());
    assertThatThrownBy(() -> job.run(Optional.of("nonsense")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("no run is named or begins with 'nonsense'")
        .hasMessageContaining(first.run());
  }

  private static List<String> paths(ReportJob.Result report) {
    return report.estate().orElseThrow().largest().stream().map(IndexedFile::path).toList();
  }
}
