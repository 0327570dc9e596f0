package io.codestrata.source;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/**
 * Fetches without the git command, where a machine has none: file and http URLs, with the URL's own
 * credentials and no helper's.
 */
final class JgitRemote implements GitRemote {
  private static final int TIMEOUT_SECONDS = 60;

  @Override
  public void create(Path directory, boolean sha256) throws SourceException, IOException {
    if (sha256) {
      throw SourceErrors.sha256(directory.toString());
    }
    try (Repository bare = GitStorage.create(directory)) {
      bare.create(true);
    }
  }

  @Override
  public RemoteRefs list(GitUrl url, Path directory, List<String> names)
      throws SourceException, IOException {
    requireTransport(url);
    try (Repository bare = GitStorage.open(directory);
        Transport transport = Transport.open(bare, uri(url))) {
      prepare(transport, url);
      try (FetchConnection connection = transport.openFetch()) {
        Map<String, String> ids = new HashMap<>();
        connection.getRefs().forEach(ref -> ids.put(ref.getName(), ref.getObjectId().name()));
        return new RemoteRefs(
            ids,
            Optional.ofNullable(connection.getRef(Constants.HEAD))
                .filter(Ref::isSymbolic)
                .map(head -> head.getTarget().getName()));
      }
    } catch (NotSupportedException | TransportException | URISyntaxException e) {
      throw failed(url, e);
    }
  }

  @Override
  public void fetch(GitUrl url, Path directory, List<String> refSpecs, int depth)
      throws SourceException, IOException {
    requireTransport(url);
    try (Repository bare = GitStorage.open(directory);
        Transport transport = Transport.open(bare, uri(url))) {
      // Garbage would be collected in the background, in a folder that is about to be moved.
      bare.getConfig().setBoolean("gc", null, "autoDetach", false);
      bare.getConfig().setInt("gc", null, "auto", 0);
      prepare(transport, url);
      transport.setTagOpt(TagOpt.NO_TAGS);
      transport.setRemoveDeletedRefs(true);
      if (depth > 0) {
        transport.setDepth(depth);
      } else if (Files.exists(directory.resolve(Constants.SHALLOW))) {
        transport.setDepth(Constants.INFINITE_DEPTH);
      }
      transport.fetch(NullProgressMonitor.INSTANCE, refSpecs.stream().map(RefSpec::new).toList());
    } catch (NotSupportedException | TransportException | URISyntaxException e) {
      throw failed(url, e);
    }
  }

  private static void requireTransport(GitUrl url) throws SourceException {
    if (url.scheme().equals("ssh")) {
      throw SourceErrors.needsGit(url.origin());
    }
  }

  private static void prepare(Transport transport, GitUrl url) {
    transport.setTimeout(TIMEOUT_SECONDS);
    url.credentials().ifPresent(user -> transport.setCredentialsProvider(password(user)));
  }

  /** The exception itself is not kept: its message may hold the URL's password. */
  private static SourceException failed(GitUrl url, Exception e) {
    return SourceErrors.cannotClone(url.origin(), url.redacted(SourceErrors.reason(e)), null);
  }

  /** With the user and password left out: they go by the credentials provider. */
  private static URIish uri(GitUrl url) throws URISyntaxException {
    return new URIish(url.full()).setUser(null).setPass(null);
  }

  private static UsernamePasswordCredentialsProvider password(String user) {
    String[] parts = user.split(":", 2);
    String name = GitUrl.decode(parts[0]);
    return new UsernamePasswordCredentialsProvider(
        name, parts.length > 1 ? GitUrl.decode(parts[1]) : "");
  }
}
