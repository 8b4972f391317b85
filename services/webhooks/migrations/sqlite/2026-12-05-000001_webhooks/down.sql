DROP TABLE deliveries;
DROP TABLE events;
DROP TABLE endpoints;
DROP TABLE cases;
DROP TABLE lines;
