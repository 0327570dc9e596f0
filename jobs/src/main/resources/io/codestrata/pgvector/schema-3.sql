-- Who only reads: a role that sees repositories of the visibilities that the session names in
-- codestrata.visibility, comma-separated. By default these are public ones and those of which nobody
-- said. Files, chunks and embeddings show through them.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'codestrata_reader') THEN
    CREATE ROLE codestrata_reader NOLOGIN;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN
    NULL; -- another database of the server was migrated at the same time
  WHEN insufficient_privilege THEN
    RAISE WARNING 'there is no role codestrata_reader, for who only reads: this user may not create '
      'roles (let a superuser create it, delete version 3 from codestrata.schema_version, and run '
      'again)';
END $$;

DO $$
DECLARE
  relation text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'codestrata_reader') THEN
    RETURN;
  END IF;
  GRANT USAGE ON SCHEMA codestrata TO codestrata_reader;
  GRANT SELECT ON codestrata.schema_version, codestrata.checkpoint TO codestrata_reader;
  FOREACH relation IN ARRAY ARRAY['repository', 'file', 'chunk', 'embedding'] LOOP
    EXECUTE format('GRANT SELECT ON codestrata.%I TO codestrata_reader', relation);
    EXECUTE format('ALTER TABLE codestrata.%I ENABLE ROW LEVEL SECURITY', relation);
    -- Others keep what they were granted.
    EXECUTE format('CREATE POLICY anyone ON codestrata.%I USING (true) WITH CHECK (true)', relation);
  END LOOP;
  CREATE POLICY reader ON codestrata.repository AS RESTRICTIVE FOR SELECT TO codestrata_reader
    USING (visibility = ANY (string_to_array(
      coalesce(nullif(current_setting('codestrata.visibility', true), ''), 'public,'), ',')));
  -- Each of these reads the next with the reader's own eyes.
  CREATE POLICY reader ON codestrata.file AS RESTRICTIVE FOR SELECT TO codestrata_reader
    USING (EXISTS (SELECT FROM codestrata.repository r WHERE r.id = repository));
  CREATE POLICY reader ON codestrata.chunk AS RESTRICTIVE FOR SELECT TO codestrata_reader
    USING (EXISTS (SELECT FROM codestrata.file f WHERE f.content_hash = chunk.content_hash
      AND f.language = chunk.language AND f.chunking = chunk.chunking));
  CREATE POLICY reader ON codestrata.embedding AS RESTRICTIVE FOR SELECT TO codestrata_reader
    USING (EXISTS (SELECT FROM codestrata.chunk c WHERE c.chunk_hash = embedding.chunk_hash));
END $$;
