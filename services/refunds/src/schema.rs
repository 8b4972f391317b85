//! The tables of this context, as both databases have them after the migrations.

diesel::table! {
    payments (order_id, payment_id) {
        order_id -> Text,
        payment_id -> Text,
        marketplace_id -> Text,
        buyer_id -> Text,
        kind -> Text,
        reference -> Text,
        currency -> Text,
        captured_minor -> BigInt,
        held_minor -> BigInt,
        refunded_minor -> BigInt,
        confirm_time -> Timestamp,
    }
}

diesel::table! {
    payment_lines (order_id, payment_id, line_id) {
        order_id -> Text,
        payment_id -> Text,
        line_id -> Text,
        seller_id -> Text,
        captured_minor -> BigInt,
        taken_minor -> BigInt,
    }
}

diesel::table! {
    refunds (refund_id) {
        refund_id -> Text,
        marketplace_id -> Text,
        order_id -> Text,
        payment_id -> Text,
        buyer_id -> Text,
        state -> Text,
        kind -> Text,
        method -> Text,
        payout_hint -> Text,
        currency -> Text,
        amount_minor -> BigInt,
        breakdown -> Text,
        cause -> Text,
        cause_id -> Text,
        owed_id -> Nullable<Text>,
        decision_id -> Text,
        reason -> Text,
        provider_reference -> Text,
        due_time -> Timestamp,
        is_overdue -> Bool,
        debtor -> Text,
        seller_id -> Text,
        corrects_refund_id -> Nullable<Text>,
        clause_ids -> Text,
        attempt_count -> BigInt,
        unanswered_count -> BigInt,
        create_time -> Timestamp,
        settle_time -> Nullable<Timestamp>,
        revision -> BigInt,
    }
}

diesel::table! {
    refund_lines (refund_id, line_id) {
        refund_id -> Text,
        line_id -> Text,
        seller_id -> Text,
        taken_minor -> BigInt,
    }
}

diesel::table! {
    payout_details (refund_id) {
        refund_id -> Text,
        kind -> Text,
        account -> Text,
        holder -> Text,
        bank -> Text,
    }
}

diesel::table! {
    calls (refund_id) {
        refund_id -> Text,
        kind -> Text,
        due_time -> Timestamp,
        trace_parent -> Nullable<Text>,
    }
}

diesel::table! {
    attempts (refund_id, number) {
        refund_id -> Text,
        number -> BigInt,
        kind -> Text,
        idempotency_key -> Text,
        start_time -> Timestamp,
        end_time -> Nullable<Timestamp>,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    journals (journal_id) {
        journal_id -> Text,
        kind -> Text,
        marketplace_id -> Text,
        order_id -> Text,
        refund_id -> Text,
        post_time -> Timestamp,
    }
}

diesel::table! {
    transfers (journal_id, position) {
        journal_id -> Text,
        position -> BigInt,
        marketplace_id -> Text,
        debit_account -> Text,
        credit_account -> Text,
        currency -> Text,
        amount_minor -> BigInt,
    }
}

diesel::table! {
    sandbox_scripts (payment_reference) {
        payment_reference -> Text,
        behaviour -> Text,
        calls_left -> Nullable<BigInt>,
        late_after -> BigInt,
    }
}

diesel::table! {
    sandbox_requests (idempotency_key) {
        idempotency_key -> Text,
        payment_reference -> Text,
        currency -> Text,
        amount_minor -> BigInt,
        standing -> Text,
        questions_left -> BigInt,
        call_count -> BigInt,
    }
}

diesel::table! {
    sandbox_effects (effect_id) {
        effect_id -> Text,
        idempotency_key -> Text,
        payment_reference -> Text,
        currency -> Text,
        amount_minor -> BigInt,
        apply_time -> Timestamp,
        is_reversed -> Bool,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    calls,
    journals,
    payment_lines,
    payments,
    refund_lines,
    refunds,
    transfers
);
