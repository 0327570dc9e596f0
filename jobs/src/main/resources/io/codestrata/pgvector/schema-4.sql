-- A generation is the index of one model and chunking of a lake. The next one is built beside the one
-- that serves. Who reads goes through the views of the old names: they show what serves, or the
-- generation that the session names by SET codestrata.generation = 'NAME'.
CREATE TABLE codestrata.generation (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lake text NOT NULL,
  name text NOT NULL,
  -- The checkpoint; -1 before the first publication.
  table_version bigint NOT NULL,
  model text NOT NULL,
  chunking text NOT NULL,
  updated_at timestamptz NOT NULL,
  serving boolean NOT NULL,
  UNIQUE (lake, name)
);
CREATE UNIQUE INDEX generation_that_serves ON codestrata.generation (lake) WHERE serving;

INSERT INTO codestrata.generation (lake, name, table_version, model, chunking, updated_at, serving)
  SELECT lake, 'default', table_version, model, chunking, updated_at, true FROM codestrata.checkpoint
  UNION ALL
  SELECT DISTINCT lake, 'default', -1, '', '', now(), true FROM codestrata.repository
    WHERE lake NOT IN (SELECT lake FROM codestrata.checkpoint);
DROP TABLE codestrata.checkpoint;

ALTER TABLE codestrata.repository RENAME TO generation_repository;
ALTER TABLE codestrata.generation_repository
  ADD COLUMN generation int REFERENCES codestrata.generation (id) ON DELETE CASCADE;
UPDATE codestrata.generation_repository r SET generation = g.id
  FROM codestrata.generation g WHERE g.lake = r.lake;
ALTER TABLE codestrata.generation_repository
  ALTER COLUMN generation SET NOT NULL,
  DROP CONSTRAINT repository_pkey,
  ADD PRIMARY KEY (generation, id);

ALTER TABLE codestrata.file RENAME TO generation_file;
ALTER TABLE codestrata.generation_file
  ADD COLUMN generation int REFERENCES codestrata.generation (id) ON DELETE CASCADE;
UPDATE codestrata.generation_file f SET generation = r.generation
  FROM codestrata.generation_repository r WHERE r.id = f.repository;
-- Of no repository: nothing publishes such.
DELETE FROM codestrata.generation_file WHERE generation IS NULL;
ALTER TABLE codestrata.generation_file
  ALTER COLUMN generation SET NOT NULL,
  DROP CONSTRAINT file_pkey,
  ADD PRIMARY KEY (generation, repository, path);

CREATE VIEW codestrata.shown_generation AS
  SELECT g.* FROM codestrata.generation g
  WHERE CASE coalesce(current_setting('codestrata.generation', true), '')
    WHEN '' THEN g.serving ELSE g.name = current_setting('codestrata.generation', true) END;
CREATE VIEW codestrata.checkpoint AS
  SELECT lake, table_version, model, chunking, updated_at FROM codestrata.shown_generation
  WHERE table_version >= 0;
-- The array is made once a query.
CREATE VIEW codestrata.repository AS
  SELECT id, lake, origin, ref, revision, indexed_at, default_ref, visibility
  FROM codestrata.generation_repository
  WHERE generation = ANY (ARRAY (SELECT g.id FROM codestrata.shown_generation g));
CREATE VIEW codestrata.file AS
  SELECT repository, path, content_hash, language, chunking, model, size
  FROM codestrata.generation_file
  WHERE generation = ANY (ARRAY (SELECT g.id FROM codestrata.shown_generation g));

DO $$
DECLARE
  relation text;
  readers boolean := 3 = (SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname IN
    ('codestrata_reader', 'codestrata_reader_internal', 'codestrata_reader_private'));
BEGIN
  -- Before version 15 a view reads with its owner's rights, past what a reader may see.
  IF current_setting('server_version_num')::int < 150000 THEN
    IF readers THEN
      RAISE WARNING 'members of codestrata_reader cannot search: that needs PostgreSQL 15 or newer';
    END IF;
  ELSE
    FOREACH relation IN ARRAY ARRAY['shown_generation', 'checkpoint', 'repository', 'file'] LOOP
      EXECUTE format('ALTER VIEW codestrata.%I SET (security_invoker = true)', relation);
      IF readers THEN
        EXECUTE format('GRANT SELECT ON codestrata.%I TO codestrata_reader', relation);
      END IF;
    END LOOP;
  END IF;
  IF readers THEN
    GRANT SELECT ON codestrata.generation TO codestrata_reader;
    DROP POLICY IF EXISTS reader ON codestrata.generation_file;
    CREATE POLICY reader ON codestrata.generation_file AS RESTRICTIVE FOR SELECT TO codestrata_reader
      USING (EXISTS (SELECT FROM codestrata.generation_repository r
        WHERE r.id = generation_file.repository AND r.generation = generation_file.generation));
  END IF;
END $$;
