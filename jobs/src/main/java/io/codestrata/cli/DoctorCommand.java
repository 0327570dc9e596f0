package io.codestrata.cli;

import io.codestrata.config.PipelineConfig;
import io.codestrata.job.Doctor;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code doctor}: tries everything a run needs and says what to do about what fails. */
@Command(
    name = "doctor",
    description = "Check everything a run needs, with the remedy for what fails.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    PipelineConfig config = flags.read();
    List<Doctor.Finding> findings = new Doctor(config).examine();
    for (Doctor.Finding finding : findings) {
      System.out.printf(
          Locale.ROOT,
          "%-5s %-22s %s%n",
          finding.fine() ? "ok" : "FAULT",
          finding.subject(),
          finding.detail());
    }
    return findings.stream().allMatch(Doctor.Finding::fine) ? Main.DONE : Main.FAILED;
  }
}
