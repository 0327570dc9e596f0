"""The SQL functions from Python on two executors, as a notebook calls them on a cluster."""

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

jars, key, url = sys.argv[1:]
spark = (
    SparkSession.builder.master("local-cluster[2,1,1024]")
    .config("spark.jars", jars)
    .config("spark.sql.extensions", "io.codestrata.sql.CodestrataExtensions")
    .config("spark.plugins", "io.codestrata.job.PermitsPlugin")
    .config("spark.ui.enabled", "false")
    .getOrCreate()
)
files = spark.createDataFrame(
    [("a.py", "def total(items):\n    return sum(items)\n"), ("b.rs", "fn main() {}\n"), ("c", None)],
    "path string, content string",
)
told = files.select(
    "path", f.call_function("detect_language", "path", "content").alias("language"), "content"
)
chunks = told.select(
    "path", f.explode(f.call_function("chunk_code", "content", "language")).alias("chunk")
)
for row in chunks.select("path", "chunk.kind", "chunk.symbol").orderBy("path").collect():
    print(*row)
near = chunks.select(f.call_function("embed", "chunk.text").alias("v")).selectExpr(
    "round(cosine_similarity(v, v), 6)", "size(v)", "length(quantize_binary(v))"
)
for row in near.collect():
    print(*row)
print(*files.where("content IS NOT NULL").selectExpr("merkle_root(path, content_hash(content))").first())
print(sorted(row[0] for row in spark.sql("SHOW FUNCTIONS LIKE 'code_search'").collect()))

# The key comes from a file, since the plan and its settings are there for all to see.
for option, value in {
    "config": key,
    "embed.provider": "voyage",
    "embed.base-url": url,
    "embed.dimension": "256",
    "embed.batch-texts": "4",
    "embed.requests-per-second": "10",
}.items():
    spark.conf.set(f"spark.codestrata.{option}", value)
texts = spark.range(0, 60, 1, 4).selectExpr("concat('text ', id) AS text")
print(*texts.selectExpr("size(embed(text)) AS size").groupBy("size").count().first())
print(len(spark.sparkContext._jsc.sc().statusTracker().getExecutorInfos()) - 1, "executors")
