//! An HTTP client: whom it trusts, and nothing that the environment could change.

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Identity, Proxy};

use super::cause;
use crate::duty::Clean;

/// Whose word on a server is taken.
pub(crate) enum Trusted {
    /// Nobody's: the way is plain `http`, and no certificate is ever looked at.
    Nobody,
    /// The authorities of the machine.
    Machine,
    /// These authorities alone.
    These(Vec<Certificate>),
}

/// A client through this proxy, or none, that shows this identity, or none, and follows redirects by `redirects`. Reading the machine's
/// certificates, where it trusts those, blocks for several milliseconds.
///
/// # Errors
/// When it cannot be built: a proxy's address that is none, a machine without certificates.
pub(crate) fn build(
    proxy: Option<&str>,
    trusted: Trusted,
    identity: Option<Identity>,
    redirects: Policy,
) -> Result<Client, Clean> {
    let failed = |what: &str, error| Clean::new(&format!("{what}: {}", cause(error)));
    // An error means that one is installed already, which is as good.
    rustls::crypto::ring::default_provider().install_default().ok();
    // The environment's proxies are not the configuration's.
    let mut builder = Client::builder().no_proxy().user_agent(concat!("zhiban/", env!("CARGO_PKG_VERSION"))).referer(false);
    // What a server showed tells when that ends.
    builder = builder.redirect(redirects).tls_info(true);
    if let Some(proxy) = proxy {
        builder = builder.proxy(Proxy::all(proxy).map_err(|error| failed("proxy", error))?);
    }
    builder = match trusted {
        Trusted::Nobody => builder.tls_certs_only([]),
        Trusted::Machine => builder,
        Trusted::These(authorities) => builder.tls_certs_only(authorities),
    };
    if let Some(identity) = identity {
        builder = builder.identity(identity);
    }
    builder.build().map_err(|error| failed("HTTP client", error))
}
