//! The tables of this context, as both databases have them.

diesel::table! {
    addressees (order_id) {
        order_id -> Text,
        marketplace_id -> Text,
        buyer_id -> Text,
        buyer_email -> Text,
        policy_id -> Text,
        policy_version -> BigInt,
        language -> Text,
    }
}

diesel::table! {
    cases (case_id) {
        case_id -> Text,
        seller_ids -> Text,
    }
}

diesel::table! {
    messages (message_id) {
        message_id -> Text,
        marketplace_id -> Text,
        order_id -> Text,
        case_id -> Text,
        change -> Text,
        party -> Text,
        party_id -> Text,
        recipient -> Text,
        sender_name -> Text,
        reply_to -> Text,
        subject -> Text,
        body -> Text,
        language -> Text,
        state -> Text,
        create_time -> Timestamp,
        send_time -> Nullable<Timestamp>,
        notify_due_time -> Nullable<Timestamp>,
        clause_ids -> Text,
        failure -> Text,
        attempts -> BigInt,
        last_error -> Text,
        last_error_code -> Text,
        next_attempt_time -> Nullable<Timestamp>,
        provider_reference -> Text,
        bounce_code -> Text,
        bounce_time -> Nullable<Timestamp>,
        bounce_is_reported -> Bool,
        trace_parent -> Nullable<Text>,
        revision -> BigInt,
    }
}
