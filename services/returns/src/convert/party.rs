//! Who asks, as the request says it and as the caller's role allows it.

use redress_policy::Party;
use redress_policybook::convert::{Word as _, word};
use redress_rpc::{Caller, Fields, Role};

/// The party of a request. A buyer or seller speaks for themselves and may leave it out; staff and systems of the
/// platform say for whom they ask, themselves included.
pub(crate) fn party_from_wire(
    fields: &mut Fields,
    path: &str,
    number: i32,
    caller: &Caller,
) -> Option<Party> {
    let own = match caller.role {
        Role::Buyer => Some(Party::Buyer),
        Role::Seller | Role::SellerAdmin => Some(Party::Seller),
        Role::Agent | Role::Finance | Role::Auditor | Role::Operator | Role::Service => None,
    };
    match (own, number) {
        (Some(own), 0) => Some(own),
        (Some(own), _) if Party::from_number(number) == Some(own) => Some(own),
        (Some(own), _) => {
            fields.refuse(path, format_args!("must be {own}, who is calling"));
            None
        }
        (None, _) => match word::<Party>(fields, path, number) {
            Some(Party::System) => {
                fields.refuse(path, "must be a person's: buyer, seller or platform");
                None
            }
            party => party,
        },
    }
}
