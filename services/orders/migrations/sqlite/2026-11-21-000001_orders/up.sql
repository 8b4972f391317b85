CREATE TABLE orders (
    order_id                TEXT PRIMARY KEY NOT NULL,
    marketplace_id          TEXT NOT NULL,
    buyer_id                TEXT NOT NULL,
    buyer_email             TEXT NOT NULL,
    state                   TEXT NOT NULL CONSTRAINT orders_state CHECK (
        state IN ('placed', 'paid', 'partly_shipped', 'shipped', 'delivered', 'cancelled')
    ),
    revision                INTEGER NOT NULL,
    currency                TEXT NOT NULL,
    total_minor             INTEGER NOT NULL CONSTRAINT orders_total CHECK (total_minor >= 0),
    shipping_minor          INTEGER NOT NULL CONSTRAINT orders_shipping CHECK (shipping_minor >= 0),
    shipping_captured_minor INTEGER NOT NULL,
    is_shipping_freed       INTEGER NOT NULL,
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
    place_time              TEXT NOT NULL,
    processing_due_time     TEXT,
    payment_confirm_time    TEXT,
    update_time             TEXT NOT NULL,
    CONSTRAINT orders_shipping_captured CHECK (shipping_captured_minor BETWEEN 0 AND shipping_minor)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX orders_external_reference ON orders (marketplace_id, external_reference)
    WHERE external_reference IS NOT NULL;
CREATE INDEX orders_by_buyer ON orders (marketplace_id, buyer_id, order_id);
CREATE INDEX orders_by_state ON orders (marketplace_id, state, order_id);

-- What was ordered, and where each unit of it stands. The checks are the last word: whatever the program believes, no
-- unit ships that was cancelled or is held by a cancellation, and none arrives that was not shipped.
CREATE TABLE order_lines (
    order_id           TEXT NOT NULL REFERENCES orders (order_id),
    line_id            TEXT NOT NULL,
    position           INTEGER NOT NULL,
    seller_id          TEXT NOT NULL,
    sku                TEXT NOT NULL,
    title              TEXT NOT NULL,
    quantity           INTEGER NOT NULL CONSTRAINT order_lines_quantity CHECK (quantity > 0),
    unit_price_minor   INTEGER NOT NULL,
    tax_minor          INTEGER NOT NULL,
    discount_minor     INTEGER NOT NULL,
    shipping_minor     INTEGER NOT NULL,
    captured_minor     INTEGER NOT NULL,
    waived_minor       INTEGER NOT NULL,
    owed_minor         INTEGER NOT NULL,
    product_class      TEXT NOT NULL,
    category           TEXT NOT NULL,
    attributes         TEXT NOT NULL,
    cancelled_quantity INTEGER NOT NULL CONSTRAINT order_lines_cancelled CHECK (cancelled_quantity >= 0),
    requested_quantity INTEGER NOT NULL CONSTRAINT order_lines_requested CHECK (requested_quantity >= 0),
    shipped_quantity   INTEGER NOT NULL CONSTRAINT order_lines_shipped CHECK (shipped_quantity >= 0),
    delivered_quantity INTEGER NOT NULL CONSTRAINT order_lines_delivered CHECK (
        delivered_quantity BETWEEN 0 AND shipped_quantity
    ),
    stock_state        TEXT NOT NULL CONSTRAINT order_lines_stock CHECK (
        stock_state IN ('in_stock', 'out_of_stock', 'back_order', 'refunded')
    ),
    choice_due_time    TEXT,
    restock_time       TEXT,
    ship_time          TEXT,
    deliver_time       TEXT,
    PRIMARY KEY (order_id, line_id),
    CONSTRAINT order_lines_units CHECK (shipped_quantity + cancelled_quantity + requested_quantity <= quantity),
    CONSTRAINT order_lines_money CHECK (
        unit_price_minor >= 0 AND tax_minor >= 0 AND discount_minor >= 0 AND shipping_minor >= 0
        AND waived_minor >= 0 AND captured_minor >= 0
        AND captured_minor + waived_minor <= unit_price_minor * quantity - discount_minor + tax_minor + shipping_minor
    )
) STRICT, WITHOUT ROWID;
CREATE INDEX order_lines_by_seller ON order_lines (seller_id, order_id);

-- Every decision as it was made, with what it was made on. Never changed.
CREATE TABLE decisions (
    decision_id    TEXT PRIMARY KEY NOT NULL,
    order_id       TEXT NOT NULL REFERENCES orders (order_id),
    marketplace_id TEXT NOT NULL,
    facts          TEXT NOT NULL,
    decision       TEXT NOT NULL,
    decide_time    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cancellations (
    cancellation_id TEXT PRIMARY KEY NOT NULL,
    order_id        TEXT NOT NULL REFERENCES orders (order_id),
    marketplace_id  TEXT NOT NULL,
    buyer_id        TEXT NOT NULL,
    -- The sellers of its lines, each between spaces.
    seller_ids      TEXT NOT NULL,
    state           TEXT NOT NULL CONSTRAINT cancellations_state CHECK (
        state IN (
            'awaiting_platform', 'awaiting_seller', 'approved', 'refused', 'withdrawn', 'refunded', 'disputed'
        )
    ),
    revision        INTEGER NOT NULL,
    requested_by    TEXT NOT NULL,
    ground          TEXT NOT NULL,
    explanation     TEXT NOT NULL,
    lines           TEXT NOT NULL,
    decision_id     TEXT NOT NULL REFERENCES decisions (decision_id),
    refund          TEXT,
    refunds         TEXT NOT NULL,
    payout          TEXT,
    frees_shipping  INTEGER NOT NULL,
    request_time    TEXT NOT NULL,
    decide_time     TEXT,
    decided_by      TEXT,
    decide_reason   TEXT NOT NULL,
    refund_due_time TEXT,
    dispute_id      TEXT NOT NULL,
    deadlines       TEXT NOT NULL,
    notify_time     TEXT,
    notify_due_time TEXT,
    is_escalated    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cancellations_by_order ON cancellations (order_id, cancellation_id);
CREATE INDEX cancellations_by_state ON cancellations (marketplace_id, state, cancellation_id);
