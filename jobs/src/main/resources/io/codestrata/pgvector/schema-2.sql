-- A further ref of a repository is a repository of its own with the same origin; a search reads only
-- default ones unless it names a ref.
ALTER TABLE codestrata.repository
  ADD COLUMN default_ref boolean NOT NULL DEFAULT true,
  ADD COLUMN visibility text NOT NULL DEFAULT '';
