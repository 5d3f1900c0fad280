//! Whether a server's certificate is accepted, where the usual rules do not say all.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};

/// Verifies a server by the usual rules, as far as they count.
#[derive(Debug)]
pub(super) struct Verifier {
    /// The usual rules.
    pub(super) usual: Arc<WebPkiServerVerifier>,
    /// Which certificates are accepted.
    pub(super) accepted: Accepted,
}

/// Which certificates are accepted. Signatures are checked in any case.
#[derive(Debug)]
pub(super) enum Accepted {
    /// Those the usual rules accept, and those the user trusts by name: private registries have self-signed certificates
    /// that say they are an authority, and Node.js takes them.
    Trusted {
        /// The certificates the user named.
        own: Vec<CertificateDer<'static>>,
    },
    /// Every one, for `strict-ssl=false`.
    Any,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Accepted::Trusted { own } = &self.accepted else { return Ok(ServerCertVerified::assertion()) };
        match self.usual.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // The period of validity is judged before this, the name after.
            Err(Error::InvalidCertificate(CertificateError::Other(reason)))
                if is_authority(&reason) && own.contains(end_entity) =>
            {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            judged => judged,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}

/// Tells whether a certificate was refused only for saying that it is an authority.
fn is_authority(reason: &OtherError) -> bool {
    reason.0.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity)
}
