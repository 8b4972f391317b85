//! The tables that every context's database has. Owned by this crate; contexts write them through
//! [`Tx`](crate::Tx) only.

diesel::table! {
    outbox (seq) {
        seq -> BigInt,
        id -> Text,
        aggregate -> Text,
        kind -> Text,
        payload -> Binary,
        trace_parent -> Nullable<Text>,
        create_time -> Timestamp,
        publish_time -> Nullable<Timestamp>,
    }
}

diesel::table! {
    inbox (consumer, event_id) {
        consumer -> Text,
        event_id -> Text,
        apply_time -> Timestamp,
    }
}

diesel::table! {
    deadlines (id) {
        id -> Text,
        kind -> Text,
        aggregate -> Text,
        due_time -> Timestamp,
        payload -> Text,
        state -> Text,
        calendar -> Nullable<Text>,
        trace_parent -> Nullable<Text>,
        set_time -> Timestamp,
        end_time -> Nullable<Timestamp>,
    }
}

diesel::table! {
    idempotency (scope, caller, request_id) {
        scope -> Text,
        caller -> Text,
        request_id -> Text,
        body_hash -> Binary,
        reply -> Binary,
        create_time -> Timestamp,
        erase_time -> Nullable<Timestamp>,
    }
}

diesel::table! {
    leases (name) {
        name -> Text,
        holder -> Text,
        until_time -> Timestamp,
    }
}
