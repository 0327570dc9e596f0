package io.codestrata.cli;

import io.codestrata.job.ReportJob;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.LanguageSum;
import io.codestrata.table.SlowFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run's page says of files: the slowest of the run, and the lake as the run left it. */
record ReportFiles(HtmlPage page) {
  void add(ReportJob.Result report) {
    slowest(report.run().slowest());
    report.estate().ifPresentOrElse(this::estate, this::noEstate);
  }

  private void slowest(List<SlowFile> files) {
    if (files.isEmpty()) {
      return;
    }
    page.heading("Slowest files of this run");
    page.paragraph("Wall time of one task each, to read and to cut.");
    page.table(
        List.of("file", "language", "kB", "seconds"),
        files.stream()
            .map(
                file ->
                    List.of(
                        file.repository() + "/" + file.path(),
                        file.language(),
                        kilobytes(file.bytes()),
                        String.format(Locale.ROOT, "%,.3f", file.seconds())))
            .toList());
  }

  private void noEstate() {
    page.heading("Languages, skips, largest files");
    page.paragraph("The lake no longer keeps the files as this run left them.");
  }

  private void estate(ReportJob.Estate estate) {
    long most = estate.skips().values().stream().mapToLong(Long::longValue).max().orElse(1);
    List<HtmlPage.Bar> skips = new ArrayList<>();
    for (Map.Entry<String, Long> skip : estate.skips().entrySet()) {
      skips.add(
          new HtmlPage.Bar(
              skip.getKey(), (double) skip.getValue() / most, ReportPage.number(skip.getValue())));
    }
    page.bars("Files left out, by reason: all repositories after the run", skips);
    page.heading("Languages: all repositories after the run");
    page.table(
        List.of("language", "files", "chunks", "MB"),
        estate.languages().stream()
            .limit(ReportPage.MOST_ROWS)
            .map(ReportFiles::language)
            .toList());
    page.more(ReportPage.MOST_ROWS, estate.languages().size(), "languages, in the table files");
    page.heading("Files with the most chunks: all repositories after the run");
    page.table(
        List.of("file", "language", "chunks", "kB"),
        estate.largest().stream().map(ReportFiles::file).toList());
  }

  private static List<String> language(LanguageSum sum) {
    return List.of(
        sum.language(),
        ReportPage.number(sum.files()),
        ReportPage.number(sum.chunks()),
        String.format(Locale.ROOT, "%,.2f", sum.bytes() / 1e6));
  }

  private static List<String> file(IndexedFile file) {
    return List.of(
        file.repository() + "/" + file.path(),
        file.language(),
        ReportPage.number(file.chunks()),
        kilobytes(file.size()));
  }

  private static String kilobytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f", bytes / 1e3);
  }
}
