DROP TABLE interventions;
DROP TABLE disputes;
