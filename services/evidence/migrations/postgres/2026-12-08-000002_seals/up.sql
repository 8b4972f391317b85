-- The chain is over a hash of this salt and who acted, so that both can go when somebody's data is erased. Empty in older records,
-- which are hashed over who acted itself.
ALTER TABLE custody_records ADD COLUMN actor_salt TEXT NOT NULL DEFAULT '';
ALTER TABLE custody_records ADD COLUMN actor_seal TEXT NOT NULL DEFAULT '';
