package io.codestrata.job;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.config.PipelineConfig;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where running runs say how far they are: a file each in the data folder, written anew each second
 * and deleted at the end. One that is not written any more is of a run that was killed, and counts
 * for nothing.
 */
public final class RunBoard {
  private static final Logger LOG = LoggerFactory.getLogger(RunBoard.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final Duration SILENCE = Duration.ofSeconds(15);
  private static final String ENDING = ".json";

  private final Path folder;

  private RunBoard(Path folder) {
    this.folder = folder;
  }

  /** The board of a data folder. */
  public static RunBoard of(PipelineConfig config) {
    return new RunBoard(config.dataFolder().resolve("running"));
  }

  /** The runs at work, the oldest first. */
  public List<RunStatus> running() throws IOException {
    List<RunStatus> running = new ArrayList<>();
    for (Path file : files()) {
      try {
        RunStatus status = JSON.readValue(Files.readAllBytes(file), RunStatus.class);
        if (!isSilent(status.updatedAtMillis())) {
          running.add(status);
        }
      } catch (NoSuchFileException e) {
        LOG.debug("{} has ended meanwhile", file);
      }
    }
    running.sort(Comparator.comparingLong(RunStatus::startedAtMillis));
    return running;
  }

  /** Makes the board ready for a run, and takes away what killed ones have left. */
  void prepare() throws IOException {
    Files.createDirectories(folder);
    for (Path file : files()) {
      if (isSilent(Files.getLastModifiedTime(file).toMillis())) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Says how far a run is; a reader sees this or what was said before. */
  void post(RunStatus status) throws IOException {
    Path fresh = folder.resolve(status.run() + ".new");
    Files.write(fresh, JSON.writeValueAsBytes(status));
    Files.move(
        fresh,
        folder.resolve(status.run() + ENDING),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** The run is over. */
  void remove(String run) throws IOException {
    Files.deleteIfExists(folder.resolve(run + ENDING));
  }

  private static boolean isSilent(long sinceMillis) {
    return System.currentTimeMillis() - sinceMillis > SILENCE.toMillis();
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + ENDING)) {
      found.forEach(files::add);
    } catch (NoSuchFileException e) {
      LOG.debug("no run has been at work in {}", folder);
    }
    return files;
  }
}
