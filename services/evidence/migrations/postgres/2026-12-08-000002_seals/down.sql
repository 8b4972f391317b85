ALTER TABLE custody_records DROP COLUMN actor_seal;
ALTER TABLE custody_records DROP COLUMN actor_salt;
