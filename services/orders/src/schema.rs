//! The tables of the order book, the same in both databases. Columns named for structures hold JSON.

diesel::table! {
    orders (order_id) {
        order_id -> Text,
        marketplace_id -> Text,
        buyer_id -> Text,
        buyer_email -> Text,
        buyer_language -> Text,
        state -> Text,
        revision -> BigInt,
        currency -> Text,
        total_minor -> BigInt,
        shipping_minor -> BigInt,
        shipping_captured_minor -> BigInt,
        is_shipping_freed -> Bool,
        buyer_country -> Text,
        seller_ids -> Text,
        shipping_address -> Text,
        billing_address -> Text,
        payments -> Text,
        parcels -> Text,
        deadlines -> Text,
        terms_source -> Nullable<Text>,
        external_reference -> Nullable<Text>,
        place_time -> Timestamp,
        processing_due_time -> Nullable<Timestamp>,
        payment_confirm_time -> Nullable<Timestamp>,
        update_time -> Timestamp,
    }
}

diesel::table! {
    order_lines (order_id, line_id) {
        order_id -> Text,
        line_id -> Text,
        position -> BigInt,
        seller_id -> Text,
        sku -> Text,
        title -> Text,
        quantity -> BigInt,
        unit_price_minor -> BigInt,
        tax_minor -> BigInt,
        discount_minor -> BigInt,
        shipping_minor -> BigInt,
        captured_minor -> BigInt,
        waived_minor -> BigInt,
        owed_minor -> BigInt,
        product_class -> Text,
        category -> Text,
        attributes -> Text,
        cancelled_quantity -> BigInt,
        requested_quantity -> BigInt,
        shipped_quantity -> BigInt,
        delivered_quantity -> BigInt,
        stock_state -> Text,
        choice_due_time -> Nullable<Timestamp>,
        restock_time -> Nullable<Timestamp>,
        ship_time -> Nullable<Timestamp>,
        deliver_time -> Nullable<Timestamp>,
    }
}

diesel::table! {
    decisions (decision_id) {
        decision_id -> Text,
        order_id -> Text,
        marketplace_id -> Text,
        facts -> Text,
        decision -> Text,
        decide_time -> Timestamp,
    }
}

diesel::table! {
    cancellations (cancellation_id) {
        cancellation_id -> Text,
        order_id -> Text,
        marketplace_id -> Text,
        buyer_id -> Text,
        seller_ids -> Text,
        state -> Text,
        revision -> BigInt,
        requested_by -> Text,
        ground -> Text,
        explanation -> Text,
        lines -> Text,
        decision_id -> Text,
        refund -> Nullable<Text>,
        refunds -> Text,
        payout -> Nullable<Text>,
        frees_shipping -> Bool,
        request_time -> Timestamp,
        decide_time -> Nullable<Timestamp>,
        decided_by -> Nullable<Text>,
        decide_reason -> Text,
        refund_due_time -> Nullable<Timestamp>,
        dispute_id -> Text,
        deadlines -> Text,
        notify_time -> Nullable<Timestamp>,
        notify_due_time -> Nullable<Timestamp>,
        is_escalated -> Bool,
    }
}

diesel::table! {
    disputes (dispute_id) {
        dispute_id -> Text,
        cancellation_id -> Text,
        order_id -> Text,
        marketplace_id -> Text,
        buyer_id -> Text,
        seller_ids -> Text,
        currency -> Text,
        state -> Text,
        revision -> BigInt,
        opened_by -> Text,
        open_time -> Timestamp,
        statements -> Text,
        proposals -> Text,
        ruling_for -> Nullable<Text>,
        ruling_reason -> Text,
        amount_minor -> Nullable<BigInt>,
        judgement_due_time -> Nullable<Timestamp>,
        clauses -> Text,
        is_escalated -> Bool,
        close_time -> Nullable<Timestamp>,
        disputed_state -> Text,
        held -> Text,
    }
}

diesel::table! {
    interventions (intervention_id) {
        intervention_id -> Text,
        order_id -> Text,
        marketplace_id -> Text,
        cancellation_id -> Text,
        kind -> Text,
        reason -> Text,
        amount_minor -> Nullable<BigInt>,
        currency -> Text,
        principal -> Text,
        create_time -> Timestamp,
        clauses -> Text,
    }
}

diesel::joinable!(cancellations -> decisions (decision_id));
diesel::allow_tables_to_appear_in_same_query!(
    orders,
    order_lines,
    decisions,
    cancellations,
    disputes,
    interventions
);
