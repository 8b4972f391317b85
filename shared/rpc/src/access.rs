//! Who may call a method, as its contract states it in `redress.access.v1.rule`.
//!
//! Checked for every call before its service is reached, over the network and in process alike. A method without a rule is
//! in no contract and is not served. What of the answer a caller may see is each context's.

use redress_contracts::redress::access::v1::Role as Stated;
use redress_contracts::{ACCESS, MethodAccess};

use crate::caller::{Caller, Role};
use crate::error::Problem;

/// The rule of `package.Service/Method`; `None` when no contract of Redress has such a method.
pub fn rule_of(method: &str) -> Option<&'static MethodAccess> {
    let found = ACCESS.binary_search_by(|rule| rule.path.cmp(method));
    found.ok().map(|at| &ACCESS[at])
}

/// Refuses callers whose role the rule does not name.
///
/// # Errors
///
/// `PERMISSION_DENIED`, naming the roles that may.
pub(crate) fn check(rule: &MethodAccess, caller: &Caller) -> Result<(), Problem> {
    let stated = stated_as(caller.role);
    if rule.roles.contains(&stated) {
        return Ok(());
    }
    let may = |role: &Role| rule.roles.contains(&stated_as(*role));
    caller.require(&Role::ALL.into_iter().filter(may).collect::<Vec<_>>())
}

/// A role as the contracts call it.
pub const fn stated_as(role: Role) -> Stated {
    match role {
        Role::Buyer => Stated::Buyer,
        Role::Seller => Stated::Seller,
        Role::SellerAdmin => Stated::SellerAdmin,
        Role::Agent => Stated::Agent,
        Role::Finance => Stated::Finance,
        Role::Auditor => Stated::Auditor,
        Role::Operator => Stated::Operator,
        Role::Service => Stated::Service,
    }
}
