package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data folder: made when missing, refused early when it cannot be written. */
final class DataFolder {
  private DataFolder() {}

  static void prepare(PipelineConfig config) throws JobException {
    Path folder = config.dataFolder();
    try {
      Files.createDirectories(folder.resolve("tmp"));
      Files.delete(Files.createTempFile(folder.resolve("tmp"), "write", ".test"));
    } catch (IOException e) {
      throw JobErrors.dataFolder(folder.toString(), e);
    }
  }

  /** Folder of the journals of parses, see {@link ParseGuard}. */
  static Path journal(PipelineConfig config) {
    return config.dataFolder().resolve("journal");
  }
}
