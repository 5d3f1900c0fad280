//! The TLS side of a connection: which authorities are trusted, and who we are.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use super::system;
use super::verifier::{Accepted, Verifier};
use crate::config::{Identity, Network, Trust};
use crate::error::{Error, Result};

/// Builds the TLS settings. They are handed over ready-made, so the protocols to offer are set here too.
pub fn client_config(network: &Network) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let accepted = if network.strict_ssl {
        Accepted::Trusted { roots: roots(network)?, own: own_certificates(network) }
    } else {
        Accepted::Any
    };
    let verifier = Verifier { algorithms: provider.signature_verification_algorithms, accepted };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(&error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match &network.identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            let (chain, key) = client_certificate(identity)?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|_| unusable("the client certificate and its key do not fit together"))?
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// The authorities that may vouch for a server.
fn roots(network: &Network) -> Result<RootCertStore> {
    let mut store = RootCertStore::empty();
    match &network.trust {
        Trust::Bundled => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Trust::System(system) => {
            store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            let certificates = system::certificates(system)
                .map_err(|problem| unusable(&format!("the system's certificate authorities: {problem}")))?;
            store.add_parsable_certificates(certificates);
        }
        Trust::Only(authorities) => add_authorities(&mut store, authorities, "ca")?,
    }
    if let Some(extra) = &network.extra_ca {
        add_authorities(&mut store, extra, "NODE_EXTRA_CA_CERTS")?;
    }
    Ok(store)
}

fn add_authorities(store: &mut RootCertStore, pem: &str, option: &str) -> Result<()> {
    let certificates: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    let certificates = certificates.map_err(|_| unusable(&format!("`{option}` holds a damaged certificate")))?;
    if certificates.is_empty() {
        return Err(unusable(&format!("`{option}` holds no PEM certificate")));
    }
    let (added, _) = store.add_parsable_certificates(certificates);
    if added == 0 {
        return Err(unusable(&format!("`{option}` holds no usable certificate")));
    }
    Ok(())
}

fn client_certificate(identity: &Identity) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
    let chain: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(identity.cert.as_bytes()).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| unusable("the client certificate is not in PEM form"))?;
    let key = PrivateKeyDer::from_pem_slice(identity.key.expose().as_bytes())
        .map_err(|_| unusable("the client certificate's key is not an unencrypted private key in PEM form"))?;
    Ok((chain, key))
}

fn unusable(problem: &str) -> Error {
    Error::Connect { problem: problem.to_owned() }
}

/// The certificates the user trusts by name.
fn own_certificates(network: &Network) -> Vec<CertificateDer<'static>> {
    let given = match &network.trust {
        Trust::Only(authorities) => Some(authorities),
        Trust::Bundled | Trust::System(_) => None,
    };
    let texts = given.into_iter().chain(&network.extra_ca);
    // Damaged ones were refused when the roots were read.
    texts.flat_map(|pem| CertificateDer::pem_slice_iter(pem.as_bytes())).filter_map(std::result::Result::ok).collect()
}
