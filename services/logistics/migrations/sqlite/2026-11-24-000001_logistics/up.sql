CREATE TABLE shipments (
    shipment_id             TEXT PRIMARY KEY NOT NULL,
    marketplace_id          TEXT NOT NULL,
    order_id                TEXT NOT NULL,
    -- Empty for an outbound shipment.
    return_id               TEXT NOT NULL,
    purpose                 TEXT NOT NULL CONSTRAINT shipments_purpose CHECK (
        purpose IN ('outbound', 'return', 'replacement', 'exchange', 'repair', 'resend', 'goods_back')
    ),
    -- What it is called where it comes from; may be empty.
    source_id               TEXT NOT NULL,
    buyer_id                TEXT NOT NULL,
    seller_ids              TEXT NOT NULL,
    state                   TEXT NOT NULL CONSTRAINT shipments_state CHECK (
        state IN ('announced', 'in_transit', 'partly_delivered', 'delivered', 'failed')
    ),
    revision                INTEGER NOT NULL,
    ship_time               TEXT NOT NULL,
    estimated_delivery_time TEXT,
    insured_minor           INTEGER,
    insured_currency        TEXT NOT NULL,
    origin_country          TEXT NOT NULL,
    destination_country     TEXT NOT NULL,
    buyer_country           TEXT NOT NULL,
    place_time              TEXT NOT NULL,
    -- JSON: the pack and the laws that bind it, each with its version.
    versions                TEXT NOT NULL,
    create_time             TEXT NOT NULL,
    update_time             TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX shipments_source ON shipments (marketplace_id, order_id, return_id, source_id)
    WHERE source_id <> '';
CREATE INDEX shipments_by_order ON shipments (order_id, shipment_id);
CREATE INDEX shipments_by_return ON shipments (return_id, shipment_id) WHERE return_id <> '';
CREATE INDEX shipments_by_buyer ON shipments (marketplace_id, buyer_id, shipment_id);
CREATE INDEX shipments_by_state ON shipments (marketplace_id, state, shipment_id);

CREATE TABLE shipment_sellers (
    seller_id   TEXT NOT NULL,
    shipment_id TEXT NOT NULL REFERENCES shipments (shipment_id),
    PRIMARY KEY (seller_id, shipment_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE parcels (
    parcel_id            TEXT PRIMARY KEY NOT NULL,
    shipment_id          TEXT NOT NULL REFERENCES shipments (shipment_id),
    marketplace_id       TEXT NOT NULL,
    position             INTEGER NOT NULL,
    carrier              TEXT NOT NULL,
    -- The number that holds; empty when there is none.
    tracking_number      TEXT NOT NULL,
    -- JSON: every number, the one that holds last.
    numbers              TEXT NOT NULL,
    tracking_site        TEXT NOT NULL,
    lines                TEXT NOT NULL,
    -- Empty while no carrier has told of it.
    status               TEXT NOT NULL,
    status_time          TEXT,
    is_going_back        INTEGER NOT NULL,
    carrier_code         TEXT NOT NULL,
    carrier_status       TEXT NOT NULL,
    location             TEXT NOT NULL,
    move_time            TEXT,
    is_stalled           INTEGER NOT NULL,
    is_overdue           INTEGER NOT NULL,
    proof                TEXT,
    deadlines            TEXT NOT NULL,
    -- A clock runs for it that special periods stop.
    is_suspendable       INTEGER NOT NULL,
    failed_attempt_count INTEGER NOT NULL,
    CONSTRAINT parcels_status CHECK ((status = '') = (status_time IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX parcels_by_shipment ON parcels (shipment_id, position);
CREATE INDEX parcels_by_number ON parcels (marketplace_id, tracking_number, parcel_id)
    WHERE tracking_number <> '';
CREATE INDEX parcels_by_status ON parcels (marketplace_id, status, shipment_id);
CREATE INDEX parcels_suspendable ON parcels (marketplace_id, parcel_id) WHERE is_suspendable;
CREATE INDEX parcels_late ON parcels (marketplace_id, shipment_id) WHERE is_stalled OR is_overdue;

-- Everything that was ever reported, once.
CREATE TABLE tracking_events (
    tracking_event_id TEXT PRIMARY KEY NOT NULL,
    parcel_id         TEXT NOT NULL REFERENCES parcels (parcel_id),
    -- What tells a report of the parcel from its repetition.
    report_key        TEXT NOT NULL,
    status            TEXT NOT NULL,
    event_time        TEXT NOT NULL,
    record_time       TEXT NOT NULL,
    carrier_code      TEXT NOT NULL,
    carrier_status    TEXT NOT NULL,
    location          TEXT NOT NULL,
    description       TEXT NOT NULL,
    source            TEXT NOT NULL,
    source_event_id   TEXT NOT NULL,
    is_out_of_order   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tracking_events_once ON tracking_events (parcel_id, report_key);
CREATE INDEX tracking_events_by_time ON tracking_events (parcel_id, event_time, tracking_event_id);

-- Special periods as the policies context tells of them: what clocks are reckoned with, without asking for each report.
CREATE TABLE special_periods (
    special_period_id TEXT PRIMARY KEY NOT NULL,
    marketplace_id    TEXT NOT NULL,
    region            TEXT NOT NULL,
    start_time        TEXT NOT NULL,
    end_time          TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX special_periods_by_marketplace ON special_periods (marketplace_id, special_period_id);
