CREATE TABLE orders (
    order_id                TEXT COLLATE "C" PRIMARY KEY,
    marketplace_id          TEXT NOT NULL,
    buyer_id                TEXT NOT NULL,
    buyer_email             TEXT NOT NULL,
    state                   TEXT NOT NULL CONSTRAINT orders_state CHECK (
        state IN ('placed', 'paid', 'partly_shipped', 'shipped', 'delivered', 'cancelled')
    ),
    revision                BIGINT NOT NULL,
    currency                TEXT NOT NULL,
    total_minor             BIGINT NOT NULL CONSTRAINT orders_total CHECK (total_minor >= 0),
    shipping_minor          BIGINT NOT NULL CONSTRAINT orders_shipping CHECK (shipping_minor >= 0),
    shipping_captured_minor BIGINT NOT NULL,
    is_shipping_freed       BOOLEAN NOT NULL,
    buyer_country           TEXT NOT NULL,
    -- JSON from here to deadlines: always read and written with the order, never searched.
    seller_ids              TEXT NOT NULL,
    shipping_address        TEXT NOT NULL,
    billing_address         TEXT NOT NULL,
    payments                TEXT NOT NULL,
    parcels                 TEXT NOT NULL,
    deadlines               TEXT NOT NULL,
    terms_source            TEXT,
    external_reference      TEXT,
    place_time              TIMESTAMP NOT NULL,
    processing_due_time     TIMESTAMP,
    payment_confirm_time    TIMESTAMP,
    update_time             TIMESTAMP NOT NULL,
    CONSTRAINT orders_shipping_captured CHECK (shipping_captured_minor BETWEEN 0 AND shipping_minor)
);
CREATE UNIQUE INDEX orders_external_reference ON orders (marketplace_id, external_reference)
    WHERE external_reference IS NOT NULL;
CREATE INDEX orders_by_buyer ON orders (marketplace_id, buyer_id, order_id);
CREATE INDEX orders_by_state ON orders (marketplace_id, state, order_id);

-- What was ordered, and where each unit of it stands. The checks are the last word: whatever the program believes, no
-- unit ships that was cancelled or is held by a cancellation, and none arrives that was not shipped.
CREATE TABLE order_lines (
    order_id           TEXT COLLATE "C" NOT NULL REFERENCES orders (order_id),
    line_id            TEXT NOT NULL,
    position           BIGINT NOT NULL,
    seller_id          TEXT NOT NULL,
    sku                TEXT NOT NULL,
    title              TEXT NOT NULL,
    quantity           BIGINT NOT NULL CONSTRAINT order_lines_quantity CHECK (quantity > 0),
    unit_price_minor   BIGINT NOT NULL,
    tax_minor          BIGINT NOT NULL,
    discount_minor     BIGINT NOT NULL,
    shipping_minor     BIGINT NOT NULL,
    captured_minor     BIGINT NOT NULL,
    waived_minor       BIGINT NOT NULL,
    owed_minor         BIGINT NOT NULL,
    product_class      TEXT NOT NULL,
    category           TEXT NOT NULL,
    attributes         TEXT NOT NULL,
    cancelled_quantity BIGINT NOT NULL CONSTRAINT order_lines_cancelled CHECK (cancelled_quantity >= 0),
    requested_quantity BIGINT NOT NULL CONSTRAINT order_lines_requested CHECK (requested_quantity >= 0),
    shipped_quantity   BIGINT NOT NULL CONSTRAINT order_lines_shipped CHECK (shipped_quantity >= 0),
    delivered_quantity BIGINT NOT NULL CONSTRAINT order_lines_delivered CHECK (
        delivered_quantity BETWEEN 0 AND shipped_quantity
    ),
    stock_state        TEXT NOT NULL CONSTRAINT order_lines_stock CHECK (
        stock_state IN ('in_stock', 'out_of_stock', 'back_order', 'refunded')
    ),
    choice_due_time    TIMESTAMP,
    restock_time       TIMESTAMP,
    ship_time          TIMESTAMP,
    deliver_time       TIMESTAMP,
    PRIMARY KEY (order_id, line_id),
    CONSTRAINT order_lines_units CHECK (shipped_quantity + cancelled_quantity + requested_quantity <= quantity),
    CONSTRAINT order_lines_money CHECK (
        unit_price_minor >= 0 AND tax_minor >= 0 AND discount_minor >= 0 AND shipping_minor >= 0
        AND waived_minor >= 0 AND captured_minor >= 0
        AND captured_minor + waived_minor <= unit_price_minor * quantity - discount_minor + tax_minor + shipping_minor
    )
);
CREATE INDEX order_lines_by_seller ON order_lines (seller_id, order_id);

-- Every decision as it was made, with what it was made on. Never changed.
CREATE TABLE decisions (
    decision_id    TEXT COLLATE "C" PRIMARY KEY,
    order_id       TEXT COLLATE "C" NOT NULL REFERENCES orders (order_id),
    marketplace_id TEXT NOT NULL,
    facts          TEXT NOT NULL,
    decision       TEXT NOT NULL,
    decide_time    TIMESTAMP NOT NULL
);

CREATE TABLE cancellations (
    cancellation_id TEXT COLLATE "C" PRIMARY KEY,
    order_id        TEXT COLLATE "C" NOT NULL REFERENCES orders (order_id),
    marketplace_id  TEXT NOT NULL,
    buyer_id        TEXT NOT NULL,
    -- The sellers of its lines, each between spaces.
    seller_ids      TEXT NOT NULL,
    state           TEXT NOT NULL CONSTRAINT cancellations_state CHECK (
        state IN (
            'awaiting_platform', 'awaiting_seller', 'approved', 'refused', 'withdrawn', 'refunded', 'disputed'
        )
    ),
    revision        BIGINT NOT NULL,
    requested_by    TEXT NOT NULL,
    ground          TEXT NOT NULL,
    explanation     TEXT NOT NULL,
    lines           TEXT NOT NULL,
    decision_id     TEXT COLLATE "C" NOT NULL REFERENCES decisions (decision_id),
    refund          TEXT,
    refunds         TEXT NOT NULL,
    payout          TEXT,
    frees_shipping  BOOLEAN NOT NULL,
    request_time    TIMESTAMP NOT NULL,
    decide_time     TIMESTAMP,
    decided_by      TEXT,
    decide_reason   TEXT NOT NULL,
    refund_due_time TIMESTAMP,
    dispute_id      TEXT NOT NULL,
    deadlines       TEXT NOT NULL,
    notify_time     TIMESTAMP,
    notify_due_time TIMESTAMP,
    is_escalated    BOOLEAN NOT NULL
);
CREATE INDEX cancellations_by_order ON cancellations (order_id, cancellation_id);
CREATE INDEX cancellations_by_state ON cancellations (marketplace_id, state, cancellation_id);
