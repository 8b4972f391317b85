//! The tables of this context, as both databases have them.

diesel::table! {
    policies (policy_id) {
        policy_id -> Text,
        marketplace_id -> Text,
        seller_id -> Text,
        newest_version -> BigInt,
    }
}

diesel::table! {
    policy_versions (policy_id, version) {
        policy_id -> Text,
        version -> BigInt,
        layer -> Text,
        marketplace_id -> Text,
        seller_id -> Text,
        edition -> Text,
        display_name -> Text,
        binds -> Text,
        effective_time -> Timestamp,
        publish_time -> Timestamp,
        source -> Text,
        source_sha256 -> Text,
        clause_count -> BigInt,
    }
}

diesel::table! {
    law_countries (country, policy_id, version) {
        country -> Text,
        policy_id -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    special_periods (special_period_id) {
        special_period_id -> Text,
        marketplace_id -> Text,
        kind -> Text,
        region -> Text,
        start_time -> Timestamp,
        end_time -> Timestamp,
        reason -> Text,
        revision -> BigInt,
    }
}

diesel::joinable!(policy_versions -> policies (policy_id));
diesel::allow_tables_to_appear_in_same_query!(policies, policy_versions, law_countries);
