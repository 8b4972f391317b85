//! The contracts as HTTP: every RPC that carries a `google.api.http` annotation is an operation, read from the descriptor set
//! when the gateway starts. Nothing is listed by hand, so a new RPC is served as soon as it exists.

use std::collections::HashMap;

use http::Method;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, ServiceDescriptor};

mod comments;
mod names;
mod operation;
mod template;

pub use comments::Comments;
pub use operation::{Kind, Operation, Payload};
pub use template::Template;

/// Where the annotation is found in the descriptor set.
const ANNOTATION: &str = "google.api.http";
/// The packages whose services are ours to serve.
const PACKAGES: &str = "redress.";

/// The contracts cannot be served: a mistake in a `.proto` file.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// The descriptor set cannot be read.
    #[error("the descriptor set cannot be read")]
    Descriptors(#[from] prost_reflect::DescriptorError),
    /// An annotation cannot be used.
    #[error("{method}: {problem}")]
    Annotation {
        /// The method's full name.
        method: String,
        /// What is wrong.
        problem: String,
    },
}

/// Every operation, found by verb and path.
#[derive(Debug)]
pub struct Contract {
    pool: DescriptorPool,
    operations: Vec<Operation>,
    by_shape: HashMap<(usize, Option<String>), Vec<usize>>,
}

/// What a verb and a path lead to.
pub enum Found<'a> {
    /// An operation, with the values of its template's variables in order.
    Operation(&'a Operation, Vec<String>),
    /// The path is known, with these verbs.
    OtherVerbs(Vec<Method>),
    /// No operation has such a path.
    Nothing,
}

impl Contract {
    /// Reads the operations of all services.
    ///
    /// # Errors
    /// [`ContractError`], which names the method.
    pub fn read(descriptors: &[u8]) -> Result<Self, ContractError> {
        let pool = DescriptorPool::decode(descriptors)?;
        let mut operations = Vec::new();
        for method in services(&pool).flat_map(|service| service.methods().collect::<Vec<_>>()) {
            for rule in rules(&pool, &method) {
                let read = Operation::read(method.clone(), &rule);
                operations.push(read.map_err(|problem| ContractError::Annotation {
                    method: method.full_name().to_owned(),
                    problem,
                })?);
            }
        }
        let mut by_shape: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, operation) in operations.iter().enumerate() {
            by_shape
                .entry(operation.template.shape())
                .or_default()
                .push(index);
        }
        // Where a literal and a variable both fit, the literal is meant.
        for indexes in by_shape.values_mut() {
            indexes.sort_by_key(|index| operations[*index].template.variables().count());
        }
        Ok(Self {
            pool,
            operations,
            by_shape,
        })
    }

    /// The descriptors.
    pub fn pool(&self) -> &DescriptorPool {
        &self.pool
    }

    /// Every operation, in the order of the contracts.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The services that have operations, in order.
    pub fn services(&self) -> impl Iterator<Item = ServiceDescriptor> {
        services(&self.pool)
    }

    /// The operation of an RPC by its full name.
    pub fn operation_of(&self, full_name: &str) -> Option<&Operation> {
        self.operations
            .iter()
            .find(|operation| operation.method.full_name() == full_name)
    }

    /// What a request is for.
    pub fn find(&self, verb: &Method, path: &str) -> Found<'_> {
        let mut others = Vec::new();
        for (shape, matched) in Template::shapes(path) {
            for index in self.by_shape.get(&shape).into_iter().flatten() {
                let operation = &self.operations[*index];
                match operation.template.matches(&matched) {
                    Some(values) if operation.verb == *verb => return Found::Operation(operation, values),
                    Some(_) => others.push(operation.verb.clone()),
                    None => {}
                }
            }
        }
        if others.is_empty() {
            Found::Nothing
        } else {
            Found::OtherVerbs(others)
        }
    }
}

fn services(pool: &DescriptorPool) -> impl Iterator<Item = ServiceDescriptor> {
    pool.services()
        .filter(|service| service.package_name().starts_with(PACKAGES))
}

/// The method's bindings: the main one and the additional ones.
fn rules(pool: &DescriptorPool, method: &MethodDescriptor) -> Vec<DynamicMessage> {
    let Some(annotation) = pool.get_extension_by_name(ANNOTATION) else {
        return Vec::new();
    };
    let options = method.options();
    if !options.has_extension(&annotation) {
        return Vec::new();
    }
    let rule = options.get_extension(&annotation);
    let Some(rule) = rule.as_message() else {
        return Vec::new();
    };
    let more = rule.get_field_by_name("additional_bindings");
    let more = more
        .as_deref()
        .and_then(|value| value.as_list().map(<[_]>::to_vec));
    let more = more.unwrap_or_default();
    std::iter::once(rule.clone())
        .chain(more.iter().filter_map(|value| value.as_message().cloned()))
        .collect()
}

#[cfg(test)]
mod tests;
