DROP TABLE unmatched_parcels;
DROP TABLE returns;
DROP TABLE decisions;
DROP TABLE order_lines;
