//! Whether a server's certificate is accepted, where the usual rules do not say all.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme};

/// Verifies a server by the usual rules, as far as they count. Of rustls it takes the parts and not the whole, which
/// would bring along what reads lists of revoked certificates; nothing gives it one.
#[derive(Debug)]
pub(super) struct Verifier {
    /// How certificates and handshakes can be signed.
    pub(super) algorithms: WebPkiSupportedAlgorithms,
    /// Which certificates are accepted.
    pub(super) accepted: Accepted,
}

/// Which certificates are accepted. Signatures of handshakes are checked in any case.
#[derive(Debug)]
pub(super) enum Accepted {
    /// Those that authorities vouch for, and those the user trusts by name: private registries have self-signed
    /// certificates that say they are an authority, and Node.js takes them.
    Trusted {
        /// The authorities.
        roots: RootCertStore,
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
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Accepted::Trusted { roots, own } = &self.accepted else { return Ok(ServerCertVerified::assertion()) };
        let certificate = ParsedCertificate::try_from(end_entity)?;
        let algorithms = self.algorithms.all;
        match verify_server_cert_signed_by_trust_anchor(&certificate, roots, intermediates, now, algorithms) {
            // The period of validity is judged before this.
            Err(Error::InvalidCertificate(CertificateError::Other(reason)))
                if is_authority(&reason) && own.contains(end_entity) => {}
            judged => judged?,
        }
        verify_server_name(&certificate, server_name)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Tells whether a certificate was refused only for saying that it is an authority.
fn is_authority(reason: &OtherError) -> bool {
    reason.0.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity)
}
