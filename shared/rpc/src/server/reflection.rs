//! gRPC server reflection, v1 and v1alpha, from the contracts' descriptor set: only what this server serves is listed.

use tonic_reflection::server::Builder;

use super::ServeError;
use crate::services::Services;

/// Adds both versions of the reflection service, listing `names` and health.
pub(super) fn add(services: Services, names: &[&'static str]) -> Result<Services, ServeError> {
    let builder = || {
        let builder = Builder::configure()
            .register_encoded_file_descriptor_set(redress_contracts::FILE_DESCRIPTOR_SET)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            .with_service_name("grpc.health.v1.Health");
        names
            .iter()
            .fold(builder, |builder, name| builder.with_service_name(*name))
    };
    let current = builder().build_v1().map_err(ServeError::Descriptors)?;
    let former = builder().build_v1alpha().map_err(ServeError::Descriptors)?;
    Ok(services.with(current).with(former))
}
