package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.rules.SkipRule;
import io.codestrata.source.SourceRules;
import io.codestrata.source.SourceStore;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sources as the configuration says: the same for the run and for explaining it. */
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

  /** What sources may keep below the data folder. */
  static SourceStore store(PipelineConfig config) {
    return new SourceStore(
        config.dataFolder(),
        config.number(Options.CLONE_CACHE_BYTES),
        (int) config.number(Options.CLONE_DEPTH),
        Boolean.parseBoolean(config.text(Options.TRUST_MTIME)),
        config.number(Options.ARCHIVE_MAX_BYTES));
  }
}
