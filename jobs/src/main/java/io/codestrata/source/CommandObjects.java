package io.codestrata.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;

/**
 * Objects with ids of SHA-256, asked of one {@code git cat-file --batch-command} after the other: a
 * damaged object ends the command, and the next question starts it anew. Formats as <a
 * href="https://git-scm.com/docs/git-cat-file#_batch_output">git-cat-file</a> and <a
 * href="https://git-scm.com/docs/hash-function-transition">hash-function-transition</a> say.
 */
final class CommandObjects implements GitObjects {
  private static final int ID_BYTES = 32;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  /** Trees of a million entries have less. */
  private static final long MOST_TREE_BYTES = 256L << 20;

  /** Those with many parents and a signature have less. */
  private static final long MOST_COMMIT_BYTES = 16L << 20;

  private final LocalCommand git;
  private Process process;
  private OutputStream questions;
  private InputStream answers;

  CommandObjects(Path gitDirectory) {
    this.git = new LocalCommand(gitDirectory);
  }

  @Override
  public String tree(String commit) throws IOException {
    byte[] content = content(commit, Constants.TYPE_COMMIT, MOST_COMMIT_BYTES);
    String start = "tree ";
    String head =
        new String(
            content,
            0,
            Math.min(content.length, start.length() + 2 * ID_BYTES),
            StandardCharsets.ISO_8859_1);
    if (!head.startsWith(start) || !ID.matcher(head.substring(start.length())).matches()) {
      throw new IOException("commit " + commit + " names no tree");
    }
    return head.substring(start.length());
  }

  /** Each is {@code mode SP name NUL id}, the mode in octal digits and the id in bytes. */
  @Override
  public List<GitEntry> entries(String path, String tree) throws IOException {
    byte[] content = content(tree, Constants.TYPE_TREE, MOST_TREE_BYTES);
    byte[] prefix = (path.isEmpty() ? "" : path + "/").getBytes(StandardCharsets.UTF_8);
    List<GitEntry> entries = new ArrayList<>();
    int at = 0;
    while (at < content.length) {
      int space = indexOf(content, ' ', at);
      int end = space < 0 ? -1 : indexOf(content, 0, space + 1);
      if (end < 0 || end + 1 + ID_BYTES > content.length) {
        throw new IOException("tree " + tree + " is malformed");
      }
      byte[] rawPath = new byte[prefix.length + end - space - 1];
      System.arraycopy(prefix, 0, rawPath, 0, prefix.length);
      System.arraycopy(content, space + 1, rawPath, prefix.length, end - space - 1);
      String mode = new String(content, at, space - at, StandardCharsets.US_ASCII);
      at = end + 1 + ID_BYTES;
      entries.add(
          new GitEntry(rawPath, mode(mode, tree), HexFormat.of().formatHex(content, end + 1, at)));
    }
    return entries;
  }

  private static FileMode mode(String octal, String tree) throws IOException {
    try {
      return FileMode.fromBits(Integer.parseInt(octal, 8));
    } catch (NumberFormatException e) {
      throw new IOException("tree " + tree + " is malformed", e);
    }
  }

  private static int indexOf(byte[] bytes, int wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public long size(String blob) throws IOException {
    return ask("info", blob, Constants.TYPE_BLOB);
  }

  @Override
  public byte[] read(String blob, long mostBytes) throws IOException {
    return content(blob, Constants.TYPE_BLOB, mostBytes);
  }

  /** As given: the command does not tell where objects stand. */
  @Override
  public List<ListedFile> inReadingOrder(List<ListedFile> files) {
    return List.copyOf(files);
  }

  private byte[] content(String id, String type, long mostBytes) throws IOException {
    long size = ask("info", id, type);
    if (size > mostBytes) {
      throw new LargeBlobException(size, mostBytes);
    }
    int announced = Math.toIntExact(ask("contents", id, type));
    try {
      byte[] content = answers.readNBytes(announced);
      if (content.length < announced || answers.read() != '\n') {
        throw new EOFException("git ends in the middle of " + type + " " + id);
      }
      return content;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** The size that the first line of the answer names, {@code id SP type SP size}. */
  private long ask(String command, String id, String type) throws IOException {
    if (!ID.matcher(id).matches()) {
      throw new AbsentObjectException(id, type, null);
    }
    String answer;
    try {
      if (process == null) {
        process = git.objects();
        questions = process.getOutputStream();
        answers = new BufferedInputStream(process.getInputStream(), BUFFER_BYTES);
      }
      questions.write((command + " " + id + "\n").getBytes(StandardCharsets.US_ASCII));
      questions.flush();
      answer = line();
    } catch (IOException e) {
      close();
      throw new IOException("git does not give " + type + " " + id, e);
    }
    if (!answer.startsWith(id + " " + type + " ")) {
      throw new AbsentObjectException(id, type, null);
    }
    return Long.parseLong(answer.substring(id.length() + type.length() + 2));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = answers.read(); read != '\n'; read = answers.read()) {
      if (read < 0) {
        throw new EOFException("git ended");
      }
      line.append((char) read);
    }
    return line.toString();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
      process = null;
    }
  }
}
