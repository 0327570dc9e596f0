package io.codestrata.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Messages a user sees of files that are read to evaluate: problem, cause, remedy. */
final class QualityErrors {
  private static final String FORM =
      " (write a JSON array of {\"query\": ..., \"relevant\": [PATH or {\"path\", \"start_line\","
          + " \"end_line\"}, ...]}; secondary, category, repo and language may follow)";

  private QualityErrors() {}

  static QualityException unreadable(Path file, IOException cause) {
    return new QualityException("cannot read " + file + ": " + reason(cause), cause);
  }

  static QualityException noFiles(Path folder) {
    return new QualityException(
        "no queries in "
            + folder
            + ": no file there is named *.json (name a file or another folder)",
        null);
  }

  static QualityException noQueries(Path file) {
    return new QualityException("no queries in " + file + ": the array is empty" + FORM, null);
  }

  static QualityException notAnArray(Path file) {
    return new QualityException("cannot read queries of " + file + ": not an array" + FORM, null);
  }

  static QualityException badQuery(Path file, int number, String fault) {
    return new QualityException(
        "cannot read query " + number + " of " + file + ": " + fault + FORM, null);
  }

  static QualityException notScores(Path file) {
    return new QualityException(
        "cannot compare with " + file + ": it holds no scores (name a file that --out has written)",
        null);
  }

  private static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file (check the path)";
    }
    if (cause instanceof JsonProcessingException json) {
      return "no JSON, "
          + json.getOriginalMessage().lines().findFirst().orElse("")
          + " in line "
          + (json.getLocation() == null ? 0 : json.getLocation().getLineNr())
          + " (correct the file)";
    }
    return cause.getClass().getSimpleName() + " " + cause.getMessage() + " (check the path)";
  }
}
