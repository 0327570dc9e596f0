package io.codestrata.source;

/** How the user wants what they named to be read ({@code --source}). */
public enum SourceKind {
  /** As git, where it is a git repository or a git URL; anything else is refused with a remedy. */
  AUTO,
  GIT,
  /** As files of a folder, whatever git knows about it. */
  FOLDER
}
