DROP TABLE pseudonym_keys;
DROP TABLE waiting_orders;
DROP TABLE data_requests;
