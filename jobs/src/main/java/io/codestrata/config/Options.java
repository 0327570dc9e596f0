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
  public static final ConfigOption RETENTION =
      ConfigOption.number(
          "lake.retention",
          30,
          7,
          36_500,
          "Days for which maintain keeps older versions of the tables, to look and roll back to.");
  public static final ConfigOption GENERATION =
      ConfigOption.plainName(
          "generation",
          "The generation of the index to work on: one model and chunking; empty means the one that"
              + " serves, or for a run with another model the one of that model.");
  public static final ConfigOption CACHE =
      ConfigOption.text(
          "cache",
          "",
          "Folder of downloads shared by data folders; empty means the user's cache folder.");
  public static final ConfigOption MASTER =
      ConfigOption.text(
          "master", "", "Spark master; empty means local[*], or what spark-submit says.");
  public static final ConfigOption TRACE_ID =
      ConfigOption.name(
          "run.trace-id",
          "Id of what started the run, such as Airflow's run id or a W3C traceparent; empty means the"
              + " run's own id.");
  public static final ConfigOption LOG_FORMAT =
      ConfigOption.choice(
          "log.format",
          "What commands say on standard error: for people, or an object a line for programs.",
          "text",
          "json");
  public static final ConfigOption METRICS_PORT =
      ConfigOption.number(
          "metrics.port",
          0,
          0,
          65_535,
          "Port of Spark's web page, with metrics for Prometheus at /metrics/prometheus; 0 means"
              + " neither.");
  public static final ConfigOption PG_URL =
      ConfigOption.secret(
          "pg.url",
          "postgresql://user:password@host:port/database; empty means a private server under the"
              + " data folder.");
  public static final ConfigOption PG_PORT =
      ConfigOption.number(
          "pg.port", 0, 0, 65_535, "Port of the private server; 0 takes any free one.");
  public static final ConfigOption STORAGE =
      ConfigOption.choice(
          "pgvector.storage",
          "As what PostgreSQL keeps embeddings: exactly, or rounded on half the disk; the next run"
              + " converts those that are there, while searches wait.",
          "vector",
          "halfvec");
  public static final ConfigOption EXACT_BELOW =
      ConfigOption.number(
          "pgvector.exact-below",
          20_000,
          1,
          1_000_000_000,
          "With fewer embeddings a search reads them all; from there on they have an index.");
  public static final ConfigOption BUILD_MEMORY_MB =
      ConfigOption.number(
          "pgvector.build-memory-mb",
          2_048,
          64,
          1_000_000,
          "Most memory that the server takes to build that index.");
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
  public static final ConfigOption CLONES =
      ConfigOption.number("source.clones", 4, 1, 64, "Repositories that are fetched at a time.");
  public static final ConfigOption CLONE_ON =
      ConfigOption.choice(
          "source.clone-on",
          "Where URLs are fetched on a cluster: by executors, whose git has the credentials and may"
              + " write the data folder, or by the driver.",
          "executors",
          "driver");
  public static final ConfigOption GROUP_BYTES =
      ConfigOption.number(
          "source.group-bytes",
          64_000_000,
          1,
          1_000_000_000_000L,
          "Repositories go through a run in groups with so many bytes to read: when a group is"
              + " published, nothing that follows takes it back.");
  public static final ConfigOption SUBMODULES =
      ConfigOption.choice(
          "source.submodules",
          "Whether submodules are indexed too, each as a repository of its own (ID/PATH) at the"
              + " commit that is recorded.",
          "false",
          "true");
  public static final ConfigOption CLONE_CACHE_BYTES =
      ConfigOption.number(
          "source.clone-cache-bytes",
          20_000_000_000L,
          0,
          1_000_000_000_000_000L,
          "What clones of URLs may take; above it those go that were fetched longest ago; 0 means no"
              + " limit.");
  public static final ConfigOption CLONE_DEPTH =
      ConfigOption.number(
          "source.clone-depth",
          1,
          0,
          1_000_000,
          "Commits that a new clone of a URL gets, of the ref that is indexed; 0 means all branches"
              + " and tags with their whole history.");
  public static final ConfigOption TRUST_MTIME =
      ConfigOption.choice(
          "source.trust-mtime",
          "Whether a folder's file counts as unchanged, and is not read, where size and modification"
              + " time are those of the last run.",
          "false",
          "true");
  public static final ConfigOption ARCHIVE_MAX_BYTES =
      ConfigOption.number(
          "source.archive-max-bytes",
          4_000_000_000L,
          1,
          1_000_000_000_000_000L,
          "What an archive's files may take together, unpacked; one with more is refused.");
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
      ConfigOption.choice(
          "embed.provider", "Where embeddings come from.", "local", "voyage", "openai");
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
          "Length of a vector, for providers that let one choose (Voyage: 256, 512, 1024, 2048); a"
              + " server of OpenAI's kind is asked for it only where it is set.");
  public static final ConfigOption DATA_TYPE =
      ConfigOption.choice(
          "embed.data-type",
          "Type of Voyage's vectors' components.",
          "float",
          "int8",
          "uint8",
          "binary",
          "ubinary");
  public static final ConfigOption TOKENIZER =
      ConfigOption.text(
          "embed.tokenizer",
          "",
          "The model's tokenizer.json, to count tokens exactly; empty means an estimate that learns"
              + " from what the provider counts.");
  public static final ConfigOption BATCH_TEXTS =
      ConfigOption.number(
          "embed.batch-texts",
          128,
          1,
          1_000,
          "Most texts of a call; a server of OpenAI's kind gets 32 unless this is set.");
  public static final ConfigOption IN_FLIGHT =
      ConfigOption.number(
          "embed.in-flight",
          16,
          1,
          256,
          "Calls of a task at a time, so that latency does not set the pace.");
  public static final ConfigOption API_KEY =
      ConfigOption.secret(
          "embed.api-key", "The provider's key; VOYAGE_API_KEY in the environment does as well.");
  public static final ConfigOption BASE_URL =
      ConfigOption.text(
          "embed.base-url", "", "The provider's address; empty means its public one.");
  public static final ConfigOption REQUESTS_PER_MINUTE = limit("requests-per-minute", 2_000);
  public static final ConfigOption TOKENS_PER_MINUTE = limit("tokens-per-minute", 3_000_000);
  public static final ConfigOption REQUESTS_PER_SECOND = limit("requests-per-second", 0);
  public static final ConfigOption TOKENS_PER_SECOND = limit("tokens-per-second", 0);
  public static final ConfigOption SECRETS =
      ConfigOption.choice(
          "embed.secrets",
          "What becomes of a text with a secret before a third party gets it: sent without the"
              + " secret, not sent, or sent as it is.",
          "redact",
          "skip",
          "allow");
  public static final ConfigOption PRICES =
      ConfigOption.text("embed.prices", "", "File of list prices; empty means conf/prices.yaml.");
  public static final ConfigOption MAX_COST =
      ConfigOption.decimal(
          "embed.max-cost", "Dollars that a run may spend; it stops before passing them.");
  public static final ConfigOption COMMIT_CHUNKS =
      ConfigOption.number(
          "embed.commit-chunks",
          100_000,
          100,
          10_000_000,
          "Embeddings land each time so many are done; until then each call's are in a journal.");

  public static final ConfigOption TOP =
      ConfigOption.number("search.top", 10, 1, 1_000, "Hits a search returns.");

  public static final ConfigOption OVERSAMPLING =
      ConfigOption.number(
          "search.oversampling",
          5,
          1,
          100,
          "How many candidates of the index are looked at for one that is wanted.");

  /** All of them. */
  public static final List<ConfigOption> ALL =
      List.of(
          DATA,
          LAKE,
          RETENTION,
          GENERATION,
          CACHE,
          MASTER,
          TRACE_ID,
          LOG_FORMAT,
          METRICS_PORT,
          PG_URL,
          PG_PORT,
          STORAGE,
          EXACT_BELOW,
          BUILD_MEMORY_MB,
          MAX_FILE_BYTES,
          SOURCE_RULES,
          SOURCE_EXCLUDE,
          SOURCE_INCLUDE,
          CLONES,
          CLONE_ON,
          GROUP_BYTES,
          SUBMODULES,
          CLONE_CACHE_BYTES,
          CLONE_DEPTH,
          TRUST_MTIME,
          ARCHIVE_MAX_BYTES,
          CHUNK_TOKENS,
          GRAMMARS,
          PROVIDER,
          MODEL,
          DIMENSION,
          DATA_TYPE,
          TOKENIZER,
          BATCH_TEXTS,
          IN_FLIGHT,
          API_KEY,
          BASE_URL,
          REQUESTS_PER_MINUTE,
          TOKENS_PER_MINUTE,
          REQUESTS_PER_SECOND,
          TOKENS_PER_SECOND,
          SECRETS,
          PRICES,
          MAX_COST,
          COMMIT_CHUNKS,
          TOP,
          OVERSAMPLING);

  private static ConfigOption limit(String name, long preset) {
    return ConfigOption.number(
        "embed." + name,
        preset,
        0,
        10_000_000_000L,
        "The account's limit, held over all tasks of a run; 0 means none.");
  }
}
