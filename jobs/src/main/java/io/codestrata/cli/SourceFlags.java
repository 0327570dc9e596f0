package io.codestrata.cli;

import io.codestrata.job.JobException;
import io.codestrata.job.ManifestFile;
import io.codestrata.job.Progress;
import io.codestrata.job.Selection;
import io.codestrata.source.RepositorySearch;
import io.codestrata.source.SourceException;
import io.codestrata.source.SourceList;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Flags that name many repositories, and which of them a run takes. */
final class SourceFlags {
  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description =
          "Repositories with settings of their own: JSON lines, or a YAML list in a .yaml file;"
              + " fields id, url or path, ref, refs, include, exclude, priority, visibility. A path,"
              + " or an address such as s3a://bucket/all.yaml.")
  private String manifest;

  @Option(
      names = "--from-folder",
      paramLabel = "FOLDER",
      description = "Every git repository below, bare ones too; none inside another.")
  private Path folder;

  @Option(
      names = "--refs",
      paramLabel = "R,R2",
      split = ",",
      description =
          "Further refs, each indexed beside the repository's own as ID@REF: branches, tags, commits,"
              + " or patterns of branches and tags such as 'release/*'. A manifest has its own.")
  private List<String> refs = List.of();

  @Option(
      names = "--submodules",
      description =
          "Index submodules too, each as a repository of its own (ID/PATH): those that lie within a"
              + " repository on disk, or are fetched where the repository is.")
  private boolean submodules;

  @Option(names = "--limit", paramLabel = "N", description = "So many repositories at most.")
  private Long limit;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      converter = ShardConverter.class,
      description = "Only part I of N, the same repositories each time: for several runs.")
  private Shard shard;

  @Option(
      names = "--only-failed",
      description = "Only repositories that lost files, or were lost, when last looked at.")
  private boolean onlyFailed;

  @Option(
      names = "--since",
      paramLabel = "DATE|DURATION",
      converter = SinceConverter.class,
      description = "Only repositories not indexed since: 2026-01-31, or 7d, 12h, 30m ago.")
  private Instant since;

  boolean enterSubmodules() {
    return submodules;
  }

  boolean nameSome() {
    return manifest != null || folder != null;
  }

  /** The manifest's entries first, since they say most; then arguments, then what is found. */
  SourceList list(SourceList arguments, String ref, Path dataFolder, Progress progress)
      throws SourceException, JobException {
    List<String> further = refs.stream().map(String::strip).filter(r -> !r.isEmpty()).toList();
    SourceList list = new SourceList(List.of());
    if (manifest != null) {
      list = list.and(ManifestFile.read(manifest, dataFolder));
    }
    list = list.and(arguments.withRefs(further).entries());
    if (folder != null) {
      SourceList found =
          new SourceList(RepositorySearch.below(folder, ref, dataFolder, progress::note));
      list = list.and(found.withRefs(further).entries());
    }
    return list;
  }

  Selection selection() {
    return new Selection(
        shard == null ? 1 : shard.part,
        shard == null ? 1 : shard.parts,
        onlyFailed,
        Optional.ofNullable(since),
        limit == null ? Long.MAX_VALUE : Math.max(0, limit));
  }

  /** Part {@code part} of {@code parts}, counted from 1. */
  record Shard(int part, int parts) {}

  static final class ShardConverter implements ITypeConverter<Shard> {
    private static final Pattern SHARD = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

    @Override
    public Shard convert(String text) {
      Matcher shard = SHARD.matcher(text);
      if (shard.matches()) {
        int part = Integer.parseInt(shard.group(1));
        int parts = Integer.parseInt(shard.group(2));
        if (part >= 1 && part <= parts) {
          return new Shard(part, parts);
        }
      }
      throw new TypeConversionException("must be I/N with I from 1 to N, such as 1/4");
    }
  }

  static final class SinceConverter implements ITypeConverter<Instant> {
    private static final Pattern AGO = Pattern.compile("\\d{1,6}[dhm]");

    @Override
    public Instant convert(String text) {
      try {
        if (AGO.matcher(text).matches()) {
          String unit = text.endsWith("d") ? "P" : "PT";
          return Instant.now().minus(Duration.parse(unit + text.toUpperCase(Locale.ROOT)));
        }
        return text.contains("T")
            ? Instant.parse(text)
            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "must be a date such as 2026-01-31, a time such as 2026-01-31T12:00:00Z (both UTC), or"
                + " an age such as 7d, 12h or 30m");
      }
    }
  }
}
