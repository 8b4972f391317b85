//! This context's tables.

diesel::table! {
    data_requests (data_request_id) {
        data_request_id -> Text,
        marketplace_id -> Text,
        kind -> Text,
        state -> Text,
        pseudonym -> Text,
        buyer_id -> Text,
        revision -> BigInt,
        body -> Text,
        create_time -> Timestamp,
    }
}

diesel::table! {
    waiting_orders (order_id, data_request_id) {
        order_id -> Text,
        data_request_id -> Text,
    }
}

diesel::table! {
    pseudonym_keys (pseudonym_key_id) {
        pseudonym_key_id -> Text,
        secret -> Binary,
    }
}
