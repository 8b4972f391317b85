ALTER TABLE orders DROP COLUMN buyer_language;
