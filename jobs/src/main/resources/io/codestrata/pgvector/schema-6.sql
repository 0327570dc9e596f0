-- Names by their trigrams: what a misspelt word is taken for.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX chunk_by_symbol ON codestrata.chunk USING gin (symbol gin_trgm_ops)
    WITH (gin_pending_list_limit = 65536) WHERE symbol <> '';
EXCEPTION
  WHEN insufficient_privilege OR undefined_file OR undefined_object OR feature_not_supported THEN
    RAISE WARNING 'misspelt words of a question are not corrected: there is no pg_trgm (have a '
      'superuser run CREATE EXTENSION pg_trgm, delete version 6 from codestrata.schema_version, and '
      'run again)';
END $$;
