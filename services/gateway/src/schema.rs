//! The tables of this context, as both databases have them after the migrations.

diesel::table! {
    api_keys (api_key_id) {
        api_key_id -> Text,
        marketplace_id -> Text,
        role -> Text,
        principal -> Text,
        description -> Text,
        scopes -> Text,
        created_by -> Text,
        create_time -> Timestamp,
        expire_time -> Nullable<Timestamp>,
        last_use_time -> Nullable<Timestamp>,
        revoke_time -> Nullable<Timestamp>,
        revision -> BigInt,
    }
}

diesel::table! {
    api_key_secrets (sha256) {
        sha256 -> Text,
        api_key_id -> Text,
        hint -> Text,
        create_time -> Timestamp,
        expire_time -> Nullable<Timestamp>,
    }
}

diesel::table! {
    link_secrets (link_secret_id) {
        link_secret_id -> Text,
        secret -> Binary,
    }
}

diesel::allow_tables_to_appear_in_same_query!(api_keys, api_key_secrets, link_secrets);
