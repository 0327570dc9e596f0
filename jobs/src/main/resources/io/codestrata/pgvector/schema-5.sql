-- The signs of an embedding's components beside their row, where the embedding itself lies apart: by
-- them the index and a narrow filter find candidates without fetching what they pass over. Adding it
-- writes the table anew; indexes of before come back with the next publication.
DO $$
DECLARE
  old text;
BEGIN
  FOR old IN SELECT c.relname FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      WHERE i.indrelid = 'codestrata.embedding'::regclass AND c.relname LIKE 'embedding\_bits\_%' LOOP
    EXECUTE format('DROP INDEX codestrata.%I', old);
  END LOOP;
END $$;
ALTER TABLE codestrata.embedding
  ADD COLUMN signs bit varying GENERATED ALWAYS AS (binary_quantize(embedding)) STORED;
