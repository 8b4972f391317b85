//! The tables of this context, as both databases have them after the migrations.

diesel::table! {
    uploads (upload_id) {
        upload_id -> Text,
        marketplace_id -> Text,
        case_id -> Text,
        order_id -> Text,
        kind -> Text,
        party -> Text,
        party_id -> Text,
        sender -> Text,
        file_name -> Text,
        description -> Text,
        size_bytes -> BigInt,
        sha256 -> Text,
        state -> Text,
        start_time -> Timestamp,
        expire_time -> Timestamp,
        evidence_id -> Nullable<Text>,
        flaw -> Nullable<Text>,
        refusal -> Nullable<Text>,
    }
}

diesel::table! {
    evidence (evidence_id) {
        evidence_id -> Text,
        marketplace_id -> Text,
        case_id -> Text,
        order_id -> Text,
        seller_id -> Text,
        kind -> Text,
        party -> Text,
        party_id -> Text,
        state -> Text,
        file_name -> Text,
        description -> Text,
        media_type -> Text,
        size_bytes -> BigInt,
        sha256 -> Text,
        width -> Nullable<BigInt>,
        height -> Nullable<BigInt>,
        has_thumbnail -> Bool,
        copy_size_bytes -> Nullable<BigInt>,
        no_copy -> Nullable<Text>,
        capture_time -> Nullable<Timestamp>,
        is_taken_before_order -> Bool,
        has_location -> Bool,
        is_name_misleading -> Bool,
        review -> Nullable<Text>,
        add_time -> Timestamp,
        retain_until_time -> Timestamp,
        erase_time -> Nullable<Timestamp>,
        revision -> BigInt,
    }
}

diesel::table! {
    copies (evidence_id) {
        evidence_id -> Text,
        plan -> Text,
    }
}

diesel::table! {
    fingerprints (evidence_id) {
        evidence_id -> Text,
        marketplace_id -> Text,
        case_id -> Text,
        bits -> BigInt,
        band_0 -> BigInt,
        band_1 -> BigInt,
        band_2 -> BigInt,
        band_3 -> BigInt,
    }
}

diesel::table! {
    picture_matches (evidence_id, other_evidence_id) {
        evidence_id -> Text,
        other_evidence_id -> Text,
        other_case_id -> Text,
        is_same_file -> Bool,
    }
}

diesel::table! {
    custody_records (case_id, sequence) {
        case_id -> Text,
        sequence -> BigInt,
        record_time -> Timestamp,
        actor -> Text,
        actor_salt -> Text,
        actor_seal -> Text,
        party -> Text,
        action -> Text,
        evidence_id -> Text,
        detail -> Text,
        previous_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    custody_heads (case_id) {
        case_id -> Text,
        marketplace_id -> Text,
        length -> BigInt,
        hash -> Text,
    }
}
