DROP TABLE special_periods;
DROP TABLE tracking_events;
DROP TABLE parcels;
DROP TABLE shipment_sellers;
DROP TABLE shipments;
