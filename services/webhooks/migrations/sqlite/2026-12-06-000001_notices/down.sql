DROP TABLE notices;
DROP TABLE sources;
