package io.codestrata.source;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
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
  public void create(Path directory) throws IOException {
    try (Repository bare = GitStorage.create(directory)) {
      bare.create(true);
    }
  }

  @Override
  public void update(GitUrl url, Path directory) throws SourceException, IOException {
    if (url.scheme().equals("ssh")) {
      throw SourceErrors.needsGit(url.origin());
    }
    try (Repository bare = GitStorage.open(directory);
        Transport transport = Transport.open(bare, uri(url))) {
      // Garbage would be collected in the background, in a folder that is about to be moved.
      bare.getConfig().setBoolean("gc", null, "autoDetach", false);
      bare.getConfig().setInt("gc", null, "auto", 0);
      transport.setTimeout(TIMEOUT_SECONDS);
      transport.setTagOpt(TagOpt.NO_TAGS);
      transport.setRemoveDeletedRefs(true);
      url.credentials().ifPresent(user -> transport.setCredentialsProvider(password(user)));

      Optional<Ref> head = head(transport);
      boolean detached = head.isPresent() && !head.get().isSymbolic();
      List<RefSpec> wanted = new ArrayList<>(List.of(new RefSpec(BRANCHES), new RefSpec(TAGS)));
      if (detached) {
        wanted.add(new RefSpec("+HEAD:" + DETACHED_HEAD));
      }
      transport.fetch(NullProgressMonitor.INSTANCE, wanted);
      if (head.isPresent()) {
        RefUpdate update = bare.updateRef(Constants.HEAD);
        update.link(detached ? DETACHED_HEAD : head.get().getTarget().getName());
      }
    } catch (NotSupportedException | TransportException | URISyntaxException e) {
      // The exception itself is not kept: its message may hold the URL's password.
      throw SourceErrors.cannotClone(url.origin(), url.redacted(SourceErrors.reason(e)), null);
    }
  }

  private static Optional<Ref> head(Transport transport)
      throws NotSupportedException, TransportException {
    try (FetchConnection connection = transport.openFetch()) {
      return Optional.ofNullable(connection.getRef(Constants.HEAD));
    }
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
