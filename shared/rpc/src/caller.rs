//! Who calls: a principal of a marketplace in a role, read from the call's metadata and passed on to other contexts.
//!
//! The metadata keys are [`MARKETPLACE`], [`ROLE`], [`PRINCIPAL`] and, for a buyer who came by a link, [`ORDER`]. What cannot be
//! read is refused with `UNAUTHENTICATED` and the key's name. Whether it is believed is [`proof`](crate::proof)'s to say;
//! without metadata, and only where [`AccessMode::OpenOnLoopback`] allows it, the caller is the local operator.

use http::HeaderMap;
use tonic::Request;
use tonic::metadata::{MetadataMap, MetadataValue};

use crate::error::Problem;
use crate::server::AccessMode;

mod role;

pub use role::Role;

/// Metadata key of the marketplace the caller is bound to.
pub const MARKETPLACE: &str = "redress-marketplace";
/// Metadata key of the caller's role.
pub const ROLE: &str = "redress-role";
/// Metadata key of the principal: the buyer's or seller's id, or the name of a person or a service.
pub const PRINCIPAL: &str = "redress-principal";
/// Metadata key of the only order that a buyer may see and act on.
pub const ORDER: &str = "redress-order";

/// The longest marketplace, principal or order that is taken, in bytes.
const MAX_LENGTH: usize = 128;

/// The identity a call is made with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Caller {
    /// The only marketplace the caller may see; `None` sees all (operators and services only).
    pub marketplace: Option<String>,
    /// What the caller is.
    pub role: Role,
    /// Who it is; for a buyer or seller its id.
    pub principal: String,
    /// The seller's id, for a seller's staff and admin.
    pub seller: Option<String>,
    /// The buyer's id, for the role buyer.
    pub buyer: Option<String>,
    /// The only order the caller may see, for a buyer who came by a link; `None` sees all that are theirs.
    pub order: Option<String>,
}

impl Caller {
    /// A caller of `role`; the buyer's and seller's own id is `principal`.
    pub fn new(marketplace: Option<&str>, role: Role, principal: &str) -> Self {
        Self {
            marketplace: marketplace.map(str::to_owned),
            role,
            principal: principal.to_owned(),
            seller: role.is_of_seller().then(|| principal.to_owned()),
            buyer: (role == Role::Buyer).then(|| principal.to_owned()),
            order: None,
        }
    }

    /// The same caller, bound to one order.
    #[must_use]
    pub fn for_order(mut self, order_id: &str) -> Self {
        self.order = Some(order_id.to_owned());
        self
    }

    /// Whoever works on the machine itself: an operator bound to no marketplace.
    pub fn local_operator() -> Self {
        Self::new(None, Role::Operator, "local")
    }

    /// A context of this suite acting on its own account, bound to no marketplace.
    pub fn service(name: &str) -> Self {
        Self::new(None, Role::Service, name)
    }

    /// The caller of a request that came through a [`Server`](crate::Server) or a [`Channel`](crate::Channel).
    ///
    /// # Panics
    ///
    /// If the request came another way: that is a mistake in the wiring.
    pub fn of<T>(request: &Request<T>) -> &Self {
        request
            .extensions()
            .get()
            .expect("invariant: every call passes the layer that reads its caller")
    }

    /// Whether the caller may see what belongs to `marketplace`.
    pub fn may_see(&self, marketplace: &str) -> bool {
        self.marketplace.as_deref().is_none_or(|own| own == marketplace)
    }

    /// Whether the caller may see what belongs to this order: a buyer who came by a link only what belongs to its order.
    pub fn may_see_order(&self, order_id: &str) -> bool {
        self.order.as_deref().is_none_or(|own| own == order_id)
    }

    /// Whether the caller may see what belongs to this marketplace, seller and buyer: their own for sellers and buyers,
    /// everything of their marketplace for the others. What belongs to an order is also asked of
    /// [`may_see_order`](Self::may_see_order).
    pub fn may_see_case(&self, marketplace: &str, seller: &str, buyer: &str) -> bool {
        self.may_see(marketplace)
            && self.seller.as_deref().is_none_or(|own| own == seller)
            && self.buyer.as_deref().is_none_or(|own| own == buyer)
    }

    /// The marketplace that a request means: the requested one, or the caller's own when none is requested.
    ///
    /// # Errors
    ///
    /// A foreign marketplace is not found; none at all, and what no marketplace can be called, is a bad field `path`.
    pub fn marketplace_for(&self, path: &str, requested: &str) -> Result<String, Problem> {
        match (&self.marketplace, requested) {
            (Some(own), "") => Ok(own.clone()),
            (None, "") => Err(Problem::invalid_field(
                path,
                "is required for a caller bound to no marketplace",
            )),
            (_, requested) if !is_plain(requested) => Err(Problem::invalid_field(path, PLAIN)),
            (_, requested) if self.may_see(requested) => Ok(requested.to_owned()),
            (_, requested) => Err(Problem::not_found("marketplace", requested)),
        }
    }

    /// Refuses callers of other roles.
    ///
    /// # Errors
    ///
    /// `PERMISSION_DENIED`, naming the roles that may.
    pub fn require(&self, roles: &[Role]) -> Result<(), Problem> {
        if roles.contains(&self.role) {
            return Ok(());
        }
        let allowed = roles
            .iter()
            .map(|role| role.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        Err(Problem::forbidden(format!(
            "the role {} may not do this; these may: {allowed}",
            self.role
        ))
        .with_metadata("allowed_roles", allowed))
    }

    /// The caller in one text, `marketplace/role/principal`, and the order where they are bound to one: scopes request ids
    /// and names the actor in records.
    pub fn key(&self) -> String {
        let mut key = format!(
            "{}/{}/{}",
            self.marketplace.as_deref().unwrap_or("*"),
            self.role,
            self.principal
        );
        if let Some(order) = &self.order {
            key.push('/');
            key.push_str(order);
        }
        key
    }

    /// Writes the identity into the metadata of a call to another context.
    ///
    /// # Panics
    ///
    /// If an id is not visible ASCII, which no caller that was read from metadata is.
    pub fn into_metadata(&self, metadata: &mut MetadataMap) {
        let value = |text: &str| {
            MetadataValue::try_from(text)
                .expect("invariant: marketplace, principal and order are visible ASCII")
        };
        metadata.remove(MARKETPLACE);
        if let Some(marketplace) = &self.marketplace {
            metadata.insert(MARKETPLACE, value(marketplace));
        }
        metadata.insert(ROLE, MetadataValue::from_static(self.role.as_str()));
        metadata.insert(PRINCIPAL, value(&self.principal));
        metadata.remove(ORDER);
        if let Some(order) = &self.order {
            metadata.insert(ORDER, value(order));
        }
    }

    /// A request made in the caller's name.
    pub fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        self.into_metadata(request.metadata_mut());
        request
    }

    /// Whether a marketplace, principal or order can be called so.
    pub fn is_plain(text: &str) -> bool {
        is_plain(text)
    }

    /// Whether the headers say anything about a caller.
    pub(crate) fn is_named(headers: &HeaderMap) -> bool {
        [MARKETPLACE, ROLE, PRINCIPAL, ORDER]
            .iter()
            .any(|key| headers.contains_key(*key))
    }

    /// Reads the identity of an incoming call.
    pub(crate) fn read(headers: &HeaderMap, access: AccessMode) -> Result<Self, Problem> {
        if access == AccessMode::OpenOnLoopback && !Self::is_named(headers) {
            return Ok(Self::local_operator());
        }
        let marketplace = value(headers, MARKETPLACE)?;
        let role = match value(headers, ROLE)? {
            Some(text) => Role::parse(text).ok_or_else(|| {
                Problem::unauthenticated(
                    ROLE,
                    &format!("is none of: {}", Role::ALL.map(Role::as_str).join(", ")),
                )
            })?,
            None if access == AccessMode::OpenOnLoopback => Role::Operator,
            None => return Err(Problem::unauthenticated(ROLE, "is missing")),
        };
        let principal = match value(headers, PRINCIPAL)? {
            Some(text) => text,
            None if access == AccessMode::OpenOnLoopback && role == Role::Operator => "local",
            None => return Err(Problem::unauthenticated(PRINCIPAL, "is missing")),
        };
        if marketplace.is_none() && !role.may_be_unbound() {
            return Err(Problem::unauthenticated(
                MARKETPLACE,
                &format!("is missing, which the role {role} needs"),
            ));
        }
        let caller = Self::new(marketplace, role, principal);
        match value(headers, ORDER)? {
            None => Ok(caller),
            Some(order) if role == Role::Buyer => Ok(caller.for_order(order)),
            Some(_) => Err(Problem::unauthenticated(ORDER, "is for buyers only")),
        }
    }
}

/// One value that is present, alone, visible ASCII and not too long.
fn value<'a>(headers: &'a HeaderMap, key: &'static str) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(key).iter();
    let Some(first) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Problem::unauthenticated(key, "is given more than once"));
    }
    let text = first.to_str().ok().filter(|text| is_plain(text));
    text.map(Some).ok_or_else(|| Problem::unauthenticated(key, PLAIN))
}

/// What [`is_plain`] asks for.
const PLAIN: &str = "must be 1 to 128 visible ASCII characters without spaces";

fn is_plain(text: &str) -> bool {
    (1..=MAX_LENGTH).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
