//! The tables of this context, as both databases have them.

diesel::table! {
    timeline (entry_id) {
        entry_id -> Text,
        marketplace_id -> Text,
        order_id -> Text,
        entry_time -> Timestamp,
        source -> Text,
        change -> Text,
        case_id -> Text,
        actor -> Nullable<Text>,
        text -> Text,
        clause_ids -> Text,
        amount_minor -> Nullable<BigInt>,
        currency -> Nullable<Text>,
    }
}

diesel::table! {
    timeline_sellers (entry_id, seller_id) {
        entry_id -> Text,
        seller_id -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(timeline, timeline_sellers);
