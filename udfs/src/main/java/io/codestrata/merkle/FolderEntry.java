package io.codestrata.merkle;

/**
 * A child of a folder.
 *
 * @param name without the folder's
 * @param mode git's file mode, octal; {@code 040000} for a folder
 * @param hash a file's content hash; of a folder what stands for it where it is left out whole
 */
public record FolderEntry(String name, String mode, String hash) {
  static final String FOLDER_MODE = "040000";

  public boolean isFolder() {
    return mode.equals(FOLDER_MODE);
  }
}
