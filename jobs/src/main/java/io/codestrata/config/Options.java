package io.codestrata.config;

import io.codestrata.rules.SkipRule;
import java.util.List;

/** Every option there is, in the order help and files show them. */
public final class Options {
  private Options() {}

  public static final ConfigOption DATA =
      ConfigOption.text("data", "~/.codestrata", "Folder of the private server, clones and lake.");
  public static final ConfigOption LAKE =
      ConfigOption.text(
          "lake",
          "",
          "Folder of the Delta tables, any Hadoop path; empty means lake under the data folder.");
  public static final ConfigOption CACHE =
      ConfigOption.text(
          "cache",
          "",
          "Folder of downloads shared by data folders; empty means the user's cache folder.");
  public static final ConfigOption MASTER =
      ConfigOption.text(
          "master", "", "Spark master; empty means local[*], or what spark-submit says.");
  public static final ConfigOption PG_URL =
      ConfigOption.secret(
          "pg.url",
          "postgresql://user:password@host:port/database; empty means a private server under the"
              + " data folder.");
  public static final ConfigOption PG_PORT =
      ConfigOption.number(
          "pg.port", 0, 0, 65_535, "Port of the private server; 0 takes any free one.");
  public static final ConfigOption MAX_FILE_BYTES =
      ConfigOption.number(
          "source.max-file-bytes",
          10_000_000,
          1,
          1_000_000_000,
          "Larger files are counted and skipped.");
  public static final ConfigOption SOURCE_RULES =
      ConfigOption.names(
          "source.rules",
          "Kinds of files that are counted and skipped; none reads them all.",
          SkipRule.ALL.stream().map(SkipRule::reason).toList());
  public static final ConfigOption SOURCE_EXCLUDE =
      ConfigOption.patterns(
          "source.exclude",
          "Files and folders to skip, from the repository's root: patterns as in .gitignore, comma"
              + " separated; wins over source.include.");
  public static final ConfigOption SOURCE_INCLUDE =
      ConfigOption.patterns(
          "source.include",
          "Files and folders to index whatever source.rules, ignore files and attributes say; the"
              + " same patterns.");
  public static final ConfigOption CHUNK_TOKENS =
      ConfigOption.number(
          "chunk.tokens",
          512,
          32,
          8_192,
          "Budget of a chunk in estimated tokens; changing it cuts and embeds everything anew.");
  public static final ConfigOption GRAMMARS =
      ConfigOption.text(
          "chunk.grammars",
          "",
          "Folder of grammars you add; empty means conf/grammars of this installation.");
  public static final ConfigOption PROVIDER =
      ConfigOption.choice("embed.provider", "Where embeddings come from.", "local", "voyage");
  public static final ConfigOption MODEL =
      ConfigOption.text(
          "embed.model",
          "",
          "The provider's model; empty means the first: all-minilm-l6-v2-words or"
              + " bge-small-en-v1.5-words (local), voyage-code-3 (voyage).");
  public static final ConfigOption DIMENSION =
      ConfigOption.number(
          "embed.dimension",
          1_024,
          1,
          16_000,
          "Length of a vector, for providers that let one choose (Voyage: 256, 512, 1024, 2048).");
  public static final ConfigOption API_KEY =
      ConfigOption.secret(
          "embed.api-key", "The provider's key; VOYAGE_API_KEY in the environment does as well.");
  public static final ConfigOption BASE_URL =
      ConfigOption.text(
          "embed.base-url", "", "The provider's address; empty means its public one.");
  public static final ConfigOption REQUESTS_PER_MINUTE =
      ConfigOption.number(
          "embed.requests-per-minute",
          2_000,
          1,
          10_000_000,
          "The account's limit, held over all tasks of a run.");
  public static final ConfigOption TOKENS_PER_MINUTE =
      ConfigOption.number(
          "embed.tokens-per-minute",
          3_000_000,
          1,
          10_000_000_000L,
          "The account's limit, held over all tasks of a run.");
  public static final ConfigOption COMMIT_CHUNKS =
      ConfigOption.number(
          "embed.commit-chunks",
          10_000,
          100,
          10_000_000,
          "Embeddings are committed each time so many are done: what a crash can lose at most.");
  public static final ConfigOption TOP =
      ConfigOption.number("search.top", 10, 1, 1_000, "Hits a search returns.");

  /** All of them. */
  public static final List<ConfigOption> ALL =
      List.of(
          DATA,
          LAKE,
          CACHE,
          MASTER,
          PG_URL,
          PG_PORT,
          MAX_FILE_BYTES,
          SOURCE_RULES,
          SOURCE_EXCLUDE,
          SOURCE_INCLUDE,
          CHUNK_TOKENS,
          GRAMMARS,
          PROVIDER,
          MODEL,
          DIMENSION,
          API_KEY,
          BASE_URL,
          REQUESTS_PER_MINUTE,
          TOKENS_PER_MINUTE,
          COMMIT_CHUNKS,
          TOP);
}
