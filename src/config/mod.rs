//! placeholder
mod registry_url;
pub use registry_url::{PUBLIC_REGISTRY, RegistryUrl};
