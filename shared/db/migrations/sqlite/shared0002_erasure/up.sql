-- When the reply was erased, because it told of somebody whose data was; its request is still known.
ALTER TABLE idempotency ADD COLUMN erase_time TEXT;
