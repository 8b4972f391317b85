//! What operations and services are called where all contexts stand in one list: their own names, with the context's before them
//! where several have the same.

use prost_reflect::{MethodDescriptor, ServiceDescriptor};

use super::Contract;

impl Contract {
    /// The name of a service among all.
    pub fn service_name(&self, service: &ServiceDescriptor) -> String {
        let same = self.services().filter(|other| other.name() == service.name());
        named(service.package_name(), service.name(), same.count())
    }

    /// The name of an RPC among all.
    pub fn method_name(&self, method: &MethodDescriptor) -> String {
        let package = method.parent_service().package_name().to_owned();
        let operations = self.operations().iter();
        let same = operations.filter(|other| {
            other.method.name() == method.name() && other.method.full_name() != method.full_name()
        });
        named(&package, method.name(), same.count() + 1)
    }
}

fn named(package: &str, name: &str, count: usize) -> String {
    let context = package.split('.').nth(1).unwrap_or_default();
    match context.split_at_checked(1) {
        Some((first, rest)) if count > 1 => format!("{}{rest}{name}", first.to_uppercase()),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn only_a_name_that_several_have_is_told_apart() {
        assert_eq!(named("redress.orders.v1", "GetOrder", 1), "GetOrder");
        assert_eq!(
            named("redress.orders.v1", "ErasePersonalData", 8),
            "OrdersErasePersonalData"
        );
    }
}
