//! The tables of returns, the same in both databases. Columns named for structures hold JSON.

diesel::table! {
    order_lines (order_id, line_id) {
        order_id -> Text,
        line_id -> Text,
        quantity -> BigInt,
        claimed_quantity -> BigInt,
        returned_quantity -> BigInt,
    }
}

diesel::table! {
    decisions (decision_id) {
        decision_id -> Text,
        return_id -> Text,
        order_id -> Text,
        marketplace_id -> Text,
        buyer_id -> Text,
        seller_id -> Text,
        facts -> Text,
        decision -> Text,
        decide_time -> Timestamp,
    }
}

diesel::table! {
    returns (return_id) {
        return_id -> Text,
        order_id -> Text,
        marketplace_id -> Text,
        buyer_id -> Text,
        seller_id -> Text,
        state -> Text,
        revision -> BigInt,
        decision_id -> Text,
        rma_number -> Nullable<Text>,
        opened_for -> Nullable<Text>,
        body -> Text,
        update_time -> Timestamp,
    }
}

diesel::table! {
    unmatched_parcels (unmatched_parcel_id) {
        unmatched_parcel_id -> Text,
        marketplace_id -> Text,
        warehouse_id -> Text,
        carrier -> Text,
        tracking_number -> Text,
        description -> Text,
        receive_time -> Timestamp,
        return_id -> Nullable<Text>,
        clauses -> Text,
        consequence -> Text,
        revision -> BigInt,
    }
}

diesel::table! {
    disputes (dispute_id) {
        dispute_id -> Text,
        return_id -> Text,
        order_id -> Text,
        marketplace_id -> Text,
        buyer_id -> Text,
        seller_id -> Text,
        state -> Text,
        revision -> BigInt,
        body -> Text,
    }
}

diesel::table! {
    interventions (intervention_id) {
        intervention_id -> Text,
        return_id -> Text,
        order_id -> Text,
        marketplace_id -> Text,
        kind -> Text,
        reason -> Text,
        amount_minor -> Nullable<BigInt>,
        currency -> Text,
        principal -> Text,
        create_time -> Timestamp,
        clauses -> Text,
    }
}
