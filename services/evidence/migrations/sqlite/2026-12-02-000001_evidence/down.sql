DROP TABLE custody_heads;
DROP TABLE custody_records;
DROP TABLE picture_matches;
DROP TABLE fingerprints;
DROP TABLE copies;
DROP TABLE evidence;
DROP TABLE uploads;
