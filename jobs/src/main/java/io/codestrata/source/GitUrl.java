package io.codestrata.source;

import io.codestrata.merkle.ContentHash;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository's URL, taken apart so that its secrets stay in one place.
 *
 * @param full as the user gave it; may hold a password: never shown, stored or logged
 * @param origin without password, query and fragment; without a user too, but for ssh, where the
 *     user names the account and is no secret
 * @param id host and path without {@code .git}, or the last name of a file URL
 * @param scheme lower case
 */
record GitUrl(String full, String origin, String id, String scheme) {
  private static final Set<String> TRANSPORTS = Set.of("https", "http", "ssh", "git", "file");
  private static final Pattern WITH_SCHEME =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?<user>[^/?#]*)@)?(?<host>[^/?#@]*)"
              + "(?<path>/[^?#]*)?(?<rest>[?#].*)?");
  private static final Pattern SCP =
      Pattern.compile("(?:(?<user>[^@:/]+)@)?(?<host>[^@:/]+):(?<path>.+)");
  private static final Pattern HELPER = Pattern.compile("([A-Za-z0-9]+)::.*");

  /** The URL the argument is, or empty where it can only be a path. */
  static Optional<GitUrl> parse(String argument) throws SourceException {
    Matcher helper = HELPER.matcher(argument);
    if (helper.matches()) {
      throw SourceErrors.badTransport(helper.group(1));
    }
    if (argument.contains("://")) {
      return Optional.of(withScheme(argument));
    }
    Matcher scp = SCP.matcher(argument);
    return scp.matches() ? Optional.of(scp(argument, scp)) : Optional.empty();
  }

  private static GitUrl withScheme(String argument) throws SourceException {
    Matcher url = WITH_SCHEME.matcher(argument);
    if (!url.matches() || hasControls(argument)) {
      throw SourceErrors.badUrl(redact(argument));
    }
    String scheme = url.group("scheme").toLowerCase(Locale.ROOT);
    if (!TRANSPORTS.contains(scheme)) {
      throw SourceErrors.badTransport(scheme);
    }
    String host = url.group("host").toLowerCase(Locale.ROOT);
    String path = withoutSlashes(Optional.ofNullable(url.group("path")).orElse(""));
    boolean file = scheme.equals("file");
    if (path.isEmpty() || host.startsWith("-") || file != host.isEmpty()) {
      throw SourceErrors.badUrl(redact(argument));
    }
    String account = "";
    if (scheme.equals("ssh") && url.group("user") != null) {
      account = url.group("user").split(":", 2)[0] + "@";
    }
    if (account.startsWith("-")) {
      throw SourceErrors.badUrl(redact(argument));
    }
    String origin = scheme + "://" + account + host + path;
    return new GitUrl(argument, origin, file ? lastName(path) : host + withoutGit(path), scheme);
  }

  private static GitUrl scp(String argument, Matcher scp) throws SourceException {
    String path = withoutSlashes(scp.group("path"));
    String host = scp.group("host").toLowerCase(Locale.ROOT);
    String account = Optional.ofNullable(scp.group("user")).orElse("");
    if (hasControls(argument)
        || path.isEmpty()
        || host.startsWith("-")
        || account.startsWith("-")) {
      throw SourceErrors.badUrl(redact(argument));
    }
    String origin = (account.isEmpty() ? "" : account + "@") + host + ":" + path;
    String id = host + "/" + withoutGit(path.startsWith("/") ? path.substring(1) : path);
    return new GitUrl(argument, origin, id, "ssh");
  }

  /**
   * Where a submodule's URL leads that stands in this repository: itself, or from here where it is
   * relative, with this one's user. Empty for a path, for {@code file:}, for what git has no
   * transport for, and for what leads out of the host.
   */
  Optional<GitUrl> submodule(String reference) {
    try {
      boolean relative = reference.startsWith("./") || reference.startsWith("../");
      Optional<String> target = relative ? relative(reference) : Optional.of(reference);
      return target.isEmpty()
          ? Optional.empty()
          : parse(target.get()).filter(url -> !url.scheme.equals("file"));
    } catch (SourceException e) {
      return Optional.empty();
    }
  }

  private Optional<String> relative(String reference) {
    String base = withoutSlashes(full.replaceFirst("[?#].*$", ""));
    int scheme = base.indexOf("://");
    int start = scheme < 0 ? base.indexOf(':') + 1 : base.indexOf('/', scheme + 3) + 1;
    Deque<String> names = new ArrayDeque<>(List.of(base.substring(start).split("/")));
    for (String name : reference.split("/")) {
      if (name.equals("..")) {
        if (names.pollLast() == null) {
          return Optional.empty();
        }
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return Optional.of(base.substring(0, start) + String.join("/", names));
  }

  /** A folder name for its clone: readable, and one to an origin. */
  String cacheName() {
    String readable = id.replaceAll("[^A-Za-z0-9.-]+", "_").replaceFirst("^\\.+", "_");
    String shortened = readable.substring(0, Math.min(80, readable.length()));
    return shortened + "-" + ContentHash.ofText(origin).substring(0, 12);
  }

  /** The user's name and password of the URL, still percent-encoded, or empty. */
  Optional<String> credentials() {
    Matcher url = WITH_SCHEME.matcher(full);
    return url.matches() ? Optional.ofNullable(url.group("user")) : Optional.empty();
  }

  /** What somebody else said about this URL, without its secrets. */
  String redacted(String message) {
    String clean = message.replace(full, origin);
    if (credentials().isPresent() && !scheme.equals("ssh")) {
      for (String secret : credentials().get().split(":", 2)) {
        clean = secret.isEmpty() ? clean : clean.replace(secret, "***");
        String decoded = decode(secret);
        clean = decoded.isEmpty() ? clean : clean.replace(decoded, "***");
      }
    }
    return redact(clean);
  }

  static String decode(String encoded) {
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return encoded;
    }
  }

  static String lastName(String path) {
    String whole = withoutSlashes(path);
    String name = withoutGit(whole.substring(whole.lastIndexOf('/') + 1));
    if (!name.isEmpty()) {
      return name;
    }
    // PATH/.git is PATH's repository
    return whole.length() > 4 ? lastName(whole.substring(0, whole.length() - 5)) : "root";
  }

  private static String redact(String text) {
    return text.replaceAll("://[^/\\s]*@", "://").replaceAll("(://[^\\s?#]*)[?#]\\S*", "$1");
  }

  private static String withoutSlashes(String path) {
    return path.replaceFirst("/+$", "");
  }

  private static String withoutGit(String path) {
    return path.endsWith(".git") ? path.substring(0, path.length() - 4) : path;
  }

  private static boolean hasControls(String text) {
    return text.chars().anyMatch(c -> Character.isISOControl(c) || c == ' ');
  }
}
