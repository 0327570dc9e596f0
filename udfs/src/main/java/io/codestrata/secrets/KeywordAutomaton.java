package io.codestrata.secrets;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds many words in one pass over a text, whatever the case of its ASCII letters: the automaton
 * of Aho and Corasick (1975) as one dense table. Our own, since every chunk that leaves passes
 * through it and the libraries step through hash maps, an object a hit.
 */
final class KeywordAutomaton {
  /** Told of each occurrence of a word. */
  interface Hits {
    /**
     * @param word index of the word
     * @param end position after its last character
     */
    void hit(int word, int end);
  }

  private static final int[] NONE = {};

  /** A character's column: 0 for one that no word has. */
  private final byte[] columns = new byte[128];

  private final int width;

  /** State times width plus column to the next state. */
  private final int[] next;

  /** State to the words that end there. */
  private final int[][] words;

  /**
   * @param keywords lower-case ASCII words, none empty
   */
  KeywordAutomaton(List<String> keywords) {
    width = 1 + assignColumns(keywords);
    List<int[]> trie = new ArrayList<>(List.of(emptyRow(width)));
    List<int[]> ends = new ArrayList<>(List.of(NONE));
    for (int word = 0; word < keywords.size(); word++) {
      int state = 0;
      for (char c : keywords.get(word).toCharArray()) {
        int column = columns[c];
        if (trie.get(state)[column] < 0) {
          trie.get(state)[column] = trie.size();
          trie.add(emptyRow(width));
          ends.add(NONE);
        }
        state = trie.get(state)[column];
      }
      ends.set(state, join(ends.get(state), new int[] {word}));
    }
    follow(trie, ends);
    next = trie.stream().flatMapToInt(Arrays::stream).toArray();
    words = ends.toArray(new int[0][]);
  }

  private int assignColumns(List<String> keywords) {
    int[] used = keywords.stream().flatMapToInt(String::chars).distinct().sorted().toArray();
    for (int i = 0; i < used.length; i++) {
      columns[used[i]] = (byte) (i + 1);
      columns[Character.toUpperCase(used[i])] = (byte) (i + 1);
    }
    return used.length;
  }

  private static int[] emptyRow(int width) {
    return IntStream.range(0, width).map(column -> -1).toArray();
  }

  private static int[] join(int[] a, int[] b) {
    return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
  }

  /** Fills the gaps of the trie with where the longest suffix that is a prefix leads. */
  private static void follow(List<int[]> trie, List<int[]> ends) {
    int[] suffix = new int[trie.size()];
    ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(0));
    while (!queue.isEmpty()) {
      int state = queue.remove();
      int[] row = trie.get(state);
      int[] suffixRow = trie.get(suffix[state]);
      for (int column = 0; column < row.length; column++) {
        int child = row[column];
        int shorter = state == 0 ? 0 : suffixRow[column];
        if (child < 0) {
          row[column] = shorter;
        } else {
          suffix[child] = shorter;
          ends.set(child, join(ends.get(child), ends.get(shorter)));
          queue.add(child);
        }
      }
    }
  }

  /** Tells of every occurrence, in the order of their ends. */
  void scan(String text, Hits hits) {
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      state = next[state * width + (c < 128 ? columns[c] : 0)];
      for (int word : words[state]) {
        hits.hit(word, i + 1);
      }
    }
  }
}
