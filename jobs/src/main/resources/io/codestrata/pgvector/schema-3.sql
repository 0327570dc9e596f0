-- Who only reads: roles that see repositories by visibility. codestrata_reader sees public ones and
-- those of which nobody said, codestrata_reader_internal internal ones as well, and
-- codestrata_reader_private all. Membership says it, and no setting that a reader could make. Files,
-- chunks and embeddings show through their repositories.
DO $$
DECLARE
  reader text;
BEGIN
  FOREACH reader IN ARRAY
      ARRAY['codestrata_reader', 'codestrata_reader_internal', 'codestrata_reader_private'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = reader) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', reader);
    END IF;
  END LOOP;
  GRANT codestrata_reader TO codestrata_reader_internal;
  GRANT codestrata_reader_internal TO codestrata_reader_private;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN
    NULL; -- another database of the server was migrated at the same time
  WHEN insufficient_privilege THEN
    RAISE WARNING 'there are no roles codestrata_reader, codestrata_reader_internal and '
      'codestrata_reader_private, for who only reads: this user may not create roles (let a superuser '
      'create them, delete version 3 from codestrata.schema_version, and run again)';
END $$;

DO $$
DECLARE
  relation text;
BEGIN
  IF 3 > (SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname IN
      ('codestrata_reader', 'codestrata_reader_internal', 'codestrata_reader_private')) THEN
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
    USING (visibility IN ('', 'public')
      OR visibility = 'internal' AND pg_has_role('codestrata_reader_internal', 'USAGE')
      OR visibility = 'private' AND pg_has_role('codestrata_reader_private', 'USAGE'));
  -- Each of these reads the next with the reader's own eyes.
  CREATE POLICY reader ON codestrata.file AS RESTRICTIVE FOR SELECT TO codestrata_reader
    USING (EXISTS (SELECT FROM codestrata.repository r WHERE r.id = repository));
  CREATE POLICY reader ON codestrata.chunk AS RESTRICTIVE FOR SELECT TO codestrata_reader
    USING (EXISTS (SELECT FROM codestrata.file f WHERE f.content_hash = chunk.content_hash
      AND f.language = chunk.language AND f.chunking = chunk.chunking));
  CREATE POLICY reader ON codestrata.embedding AS RESTRICTIVE FOR SELECT TO codestrata_reader
    USING (EXISTS (SELECT FROM codestrata.chunk c WHERE c.chunk_hash = embedding.chunk_hash));
END $$;
