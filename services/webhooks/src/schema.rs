//! The tables of this context, as both databases have them.

diesel::table! {
    endpoints (endpoint_id) {
        endpoint_id -> Text,
        marketplace_id -> Text,
        seller_id -> Text,
        url -> Text,
        description -> Text,
        event_types -> Text,
        state -> Text,
        disable_reason -> Text,
        secret -> Text,
        old_secret -> Text,
        old_secret_end_time -> Nullable<Timestamp>,
        failing_since_time -> Nullable<Timestamp>,
        revision -> BigInt,
        create_time -> Timestamp,
        update_time -> Timestamp,
    }
}

diesel::table! {
    events (event_id) {
        event_id -> Text,
        marketplace_id -> Text,
        seller_id -> Text,
        #[sql_name = "type"]
        kind -> Text,
        order_id -> Text,
        payload -> Text,
        event_time -> Timestamp,
        create_time -> Timestamp,
    }
}

diesel::table! {
    deliveries (delivery_id) {
        delivery_id -> Text,
        event_id -> Text,
        endpoint_id -> Text,
        marketplace_id -> Text,
        seller_id -> Text,
        event_type -> Text,
        state -> Text,
        attempts -> Text,
        next_attempt_time -> Nullable<Timestamp>,
        create_time -> Timestamp,
        end_time -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sources (source_id) {
        source_id -> Text,
        marketplace_id -> Text,
        provider -> Text,
        label -> Text,
        state -> Text,
        secret -> Text,
        old_secret -> Text,
        old_secret_end_time -> Nullable<Timestamp>,
        revision -> BigInt,
        create_time -> Timestamp,
        update_time -> Timestamp,
    }
}

diesel::table! {
    notices (notice_id) {
        notice_id -> Text,
        source_id -> Text,
        marketplace_id -> Text,
        provider -> Text,
        event_id -> Text,
        event_type -> Text,
        subject -> Text,
        event_time -> Nullable<Timestamp>,
        facts -> Nullable<Text>,
        said_sha256 -> Text,
        body_sha256 -> Text,
        body_size_bytes -> BigInt,
        state -> Text,
        reason -> Text,
        detail -> Text,
        attempt_count -> BigInt,
        next_attempt_time -> Nullable<Timestamp>,
        receive_count -> BigInt,
        conflict_count -> BigInt,
        create_time -> Timestamp,
        receive_time -> Timestamp,
        end_time -> Nullable<Timestamp>,
    }
}

diesel::table! {
    cases (case_id) {
        case_id -> Text,
        seller_ids -> Text,
    }
}

diesel::table! {
    lines (order_id, line_id) {
        order_id -> Text,
        line_id -> Text,
        seller_id -> Text,
    }
}
