package io.codestrata.language;

import java.util.List;

/**
 * How well detection did on files whose language is known.
 *
 * @param all files in languages that Codestrata knows
 * @param contested those of them whose extension several languages share
 * @param foreign files in other languages
 * @param confusions what was told wrong of known languages, the most frequent first
 */
public record DetectionScore(
    Share all, Share contested, Foreign foreign, List<Confusion> confusions) {
  /**
   * @param files how many there were
   * @param right how many were told right
   * @param wrongGrammar how many would be parsed by another language's grammar
   */
  public record Share(int files, int right, int wrongGrammar) {
    /** The right ones in per cent; 100 where there is no file. */
    public double percent() {
      return files == 0 ? 100 : 100.0 * right / files;
    }
  }

  /**
   * @param files how many there were
   * @param unknown how many were told to be in no known language
   * @param byLines how many were told to be in one that is cut by lines
   * @param wrongGrammar how many would be parsed by another language's grammar
   */
  public record Foreign(int files, int unknown, int byLines, int wrongGrammar) {}

  /**
   * @param language linguist's name of what the files are in
   * @param told what detection said
   * @param files how many
   */
  public record Confusion(String language, String told, int files) {}
}
