DROP TABLE cancellations;
DROP TABLE decisions;
DROP TABLE order_lines;
DROP TABLE orders;
