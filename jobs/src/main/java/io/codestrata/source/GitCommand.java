package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Constants;

/**
 * Fetches by the {@code git} command, which knows the user's credential helpers, ssh keys and
 * proxies. It never asks a question. The URL's password reaches it through its environment as a
 * rewriting rule, so it stands in no argument list and no file of the clone.
 */
final class GitCommand implements GitRemote {
  private final String git;

  GitCommand(String git) {
    this.git = git;
  }

  static boolean isInstalled(String git) {
    try {
      Process version = new ProcessBuilder(git, "--version").redirectErrorStream(true).start();
      version.getInputStream().readAllBytes();
      return version.waitFor(10, TimeUnit.SECONDS) && version.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void create(Path directory, boolean sha256) throws SourceException, IOException {
    GitUrl none = new GitUrl("", directory.toString(), "", "file");
    List<String> init = new ArrayList<>(List.of("init", "--quiet", "--bare", "--template="));
    if (sha256) {
      init.add("--object-format=sha256");
    }
    init.addAll(List.of("--", directory.toString()));
    run(none, init);
  }

  @Override
  public RemoteRefs list(GitUrl url, Path directory, List<String> names)
      throws SourceException, IOException {
    List<String> command = new ArrayList<>(List.of("ls-remote", "--symref", "--", url.origin()));
    command.add(Constants.HEAD);
    command.addAll(names);
    Map<String, String> ids = new HashMap<>();
    Optional<String> headBranch = Optional.empty();
    // ref: refs/heads/main<TAB>HEAD, then ID<TAB>NAME
    for (String line : run(url, command).lines().toList()) {
      String[] parts = line.split("\t", 2);
      if (parts.length == 2 && parts[0].startsWith("ref: ")) {
        if (parts[1].equals(Constants.HEAD) && parts[0].startsWith("ref: " + Constants.R_HEADS)) {
          headBranch = Optional.of(parts[0].substring("ref: ".length()));
        }
      } else if (parts.length == 2) {
        ids.put(parts[1], parts[0]);
      }
    }
    return new RemoteRefs(ids, headBranch);
  }

  @Override
  public void fetch(GitUrl url, Path directory, List<String> refSpecs, int depth)
      throws SourceException, IOException {
    List<String> fetch = new ArrayList<>();
    fetch.addAll(List.of("--git-dir=" + directory, "fetch", "--quiet", "--force", "--prune"));
    fetch.addAll(List.of("--no-tags", "--update-head-ok", "--no-recurse-submodules"));
    fetch.add("--no-write-fetch-head");
    if (depth > 0) {
      fetch.add("--depth=" + depth);
    } else if (Files.exists(directory.resolve(Constants.SHALLOW))) {
      fetch.add("--unshallow");
    }
    fetch.addAll(List.of("--", url.origin()));
    fetch.addAll(refSpecs);
    run(url, fetch);
  }

  private String run(GitUrl url, List<String> arguments) throws SourceException, IOException {
    List<String> command = new ArrayList<>(List.of(git));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    configure(builder.environment(), url);
    try {
      GitProcess process = GitProcess.run(builder);
      if (process.code() != 0) {
        throw SourceErrors.cannotClone(
            url.origin(), url.redacted(lastError(process.errors())), null);
      }
      return process.out();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SourceErrors.interrupted(url.origin(), e);
    }
  }

  private static void configure(Map<String, String> environment, GitUrl url) {
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("GIT_ALLOW_PROTOCOL", "https:http:ssh:git:file");
    environment.putIfAbsent("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o ConnectTimeout=30");
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("gc.autoDetach", "false");
    settings.put("maintenance.autoDetach", "false");
    settings.put("fetch.unpackLimit", "1");
    settings.put("http.lowSpeedLimit", "1000");
    settings.put("http.lowSpeedTime", "60");
    settings.put("safe.directory", "*");
    if (!url.full().isEmpty() && !url.full().equals(url.origin())) {
      settings.put("url." + url.full() + ".insteadOf", url.origin());
    }
    GitProcess.prepare(environment, settings);
  }

  /** The last line that names an error, else the last line. */
  private static String lastError(String errors) {
    List<String> lines = errors.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return lines.stream()
        .filter(line -> line.startsWith("fatal: ") || line.startsWith("ERROR: "))
        .reduce((first, second) -> first.startsWith("ERROR") ? first : second)
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .orElse(lines.isEmpty() ? "git failed" : lines.get(lines.size() - 1));
  }
}
