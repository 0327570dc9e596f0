package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.rules.SkipRule;
import io.codestrata.source.SourceRules;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which files are read, as the configuration says: the same for the run and for explaining it. */
final class SourceSettings {
  private SourceSettings() {}

  static SourceRules of(PipelineConfig config) {
    return new SourceRules(
        config.list(Options.SOURCE_RULES).stream()
            .map(SkipRule::of)
            .flatMap(Optional::stream)
            .collect(Collectors.toUnmodifiableSet()),
        config.list(Options.SOURCE_EXCLUDE),
        config.list(Options.SOURCE_INCLUDE),
        config.number(Options.MAX_FILE_BYTES));
  }
}
