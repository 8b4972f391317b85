-- Whose lines a case is about, as the newest event of the case said: what is told of its evidence names no seller.
CREATE TABLE cases (
    case_id    TEXT NOT NULL PRIMARY KEY,
    seller_ids TEXT NOT NULL
) STRICT;
