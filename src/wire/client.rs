//! An HTTP client: whom it trusts, and nothing that the environment could change.

use reqwest::redirect::Policy;
use reqwest::{Client, Proxy};

use super::cause;
use crate::duty::Clean;

/// A client through this proxy, or none, that follows redirects by `redirects`. Reads the machine's certificates where
/// `certificates` says that it may need them, which blocks for several milliseconds.
///
/// # Errors
/// When it cannot be built: a proxy's address that is none, a machine without certificates.
pub(crate) fn build(proxy: Option<&str>, certificates: bool, redirects: Policy) -> Result<Client, Clean> {
    let failed = |what: &str, error| Clean::new(&format!("{what}: {}", cause(error)));
    // An error means that one is installed already, which is as good.
    rustls::crypto::ring::default_provider().install_default().ok();
    // The environment's proxies are not the configuration's.
    let mut builder =
        Client::builder().no_proxy().user_agent(concat!("zhiban/", env!("CARGO_PKG_VERSION"))).referer(false).redirect(redirects);
    if let Some(proxy) = proxy {
        builder = builder.proxy(Proxy::all(proxy).map_err(|error| failed("proxy", error))?);
    }
    if !certificates {
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(|error| failed("HTTP client", error))
}
