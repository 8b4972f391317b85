-- What the buyer is written to in (BCP 47); empty when nobody said.
ALTER TABLE orders ADD COLUMN buyer_language TEXT NOT NULL DEFAULT '';
