//! Addresses both ways.

use redress_contracts::google::r#type::PostalAddress;
use redress_rpc::Fields;

use crate::domain::address::Address;

/// The longest single text of an address.
const MAX_TEXT: usize = 256;
/// How many address lines and recipients there may be.
const MAX_LINES: usize = 20;

/// A checked address; its region is required, because it names the law.
pub(crate) fn address_from_wire(
    fields: &mut Fields,
    path: &str,
    address: Option<PostalAddress>,
) -> Option<Address> {
    let address = fields.required(path, address)?;
    let region_code = fields.country(format_args!("{path}.region_code"), &address.region_code);
    let texts = [
        ("language_code", &address.language_code),
        ("postal_code", &address.postal_code),
        ("sorting_code", &address.sorting_code),
        ("administrative_area", &address.administrative_area),
        ("locality", &address.locality),
        ("sublocality", &address.sublocality),
        ("organization", &address.organization),
    ];
    for (name, text) in texts {
        fields.at_most(format_args!("{path}.{name}"), text, MAX_TEXT);
    }
    for (name, texts) in [
        ("address_lines", &address.address_lines),
        ("recipients", &address.recipients),
    ] {
        if texts.len() > MAX_LINES {
            fields.refuse(
                format_args!("{path}.{name}"),
                format_args!("must have at most {MAX_LINES} entries"),
            );
        }
        for (index, text) in texts.iter().enumerate().take(MAX_LINES) {
            fields.at_most(format_args!("{path}.{name}[{index}]"), text, MAX_TEXT);
        }
    }
    Some(Address {
        region_code: region_code?,
        language_code: address.language_code,
        postal_code: address.postal_code,
        sorting_code: address.sorting_code,
        administrative_area: address.administrative_area,
        locality: address.locality,
        sublocality: address.sublocality,
        address_lines: address.address_lines,
        recipients: address.recipients,
        organization: address.organization,
    })
}

pub(crate) fn address_to_wire(address: &Address) -> PostalAddress {
    PostalAddress {
        revision: 0,
        region_code: address.region_code.clone(),
        language_code: address.language_code.clone(),
        postal_code: address.postal_code.clone(),
        sorting_code: address.sorting_code.clone(),
        administrative_area: address.administrative_area.clone(),
        locality: address.locality.clone(),
        sublocality: address.sublocality.clone(),
        address_lines: address.address_lines.clone(),
        recipients: address.recipients.clone(),
        organization: address.organization.clone(),
    }
}
