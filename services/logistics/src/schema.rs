//! The tables of logistics, the same in both databases. Columns named for structures hold JSON.

diesel::table! {
    shipments (shipment_id) {
        shipment_id -> Text,
        marketplace_id -> Text,
        order_id -> Text,
        return_id -> Text,
        purpose -> Text,
        source_id -> Text,
        buyer_id -> Text,
        seller_ids -> Text,
        state -> Text,
        revision -> BigInt,
        ship_time -> Timestamp,
        estimated_delivery_time -> Nullable<Timestamp>,
        insured_minor -> Nullable<BigInt>,
        insured_currency -> Text,
        origin_country -> Text,
        destination_country -> Text,
        buyer_country -> Text,
        place_time -> Timestamp,
        versions -> Text,
        create_time -> Timestamp,
        update_time -> Timestamp,
    }
}

diesel::table! {
    shipment_sellers (seller_id, shipment_id) {
        seller_id -> Text,
        shipment_id -> Text,
    }
}

diesel::table! {
    parcels (parcel_id) {
        parcel_id -> Text,
        shipment_id -> Text,
        marketplace_id -> Text,
        position -> BigInt,
        carrier -> Text,
        tracking_number -> Text,
        numbers -> Text,
        tracking_site -> Text,
        lines -> Text,
        status -> Text,
        status_time -> Nullable<Timestamp>,
        is_going_back -> Bool,
        carrier_code -> Text,
        carrier_status -> Text,
        location -> Text,
        move_time -> Nullable<Timestamp>,
        is_stalled -> Bool,
        is_overdue -> Bool,
        proof -> Nullable<Text>,
        deadlines -> Text,
        is_suspendable -> Bool,
        failed_attempt_count -> BigInt,
    }
}

diesel::table! {
    tracking_events (tracking_event_id) {
        tracking_event_id -> Text,
        parcel_id -> Text,
        report_key -> Text,
        status -> Text,
        event_time -> Timestamp,
        record_time -> Timestamp,
        carrier_code -> Text,
        carrier_status -> Text,
        location -> Text,
        description -> Text,
        source -> Text,
        source_event_id -> Text,
        is_out_of_order -> Bool,
    }
}

diesel::table! {
    special_periods (special_period_id) {
        special_period_id -> Text,
        marketplace_id -> Text,
        region -> Text,
        start_time -> Timestamp,
        end_time -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(shipments, shipment_sellers, parcels);
