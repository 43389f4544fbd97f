//! A loopback server that speaks TLS.

use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;

use crate::authority::{Authority, Signed};
use crate::server::Request;

/// The server; it ends when dropped.
pub(crate) struct TlsServer {
    pub(crate) port: u16,
    config: Arc<Mutex<Arc<ServerConfig>>>,
    requests: Arc<Mutex<Vec<Request>>>,
    _task: JoinSet<()>,
}

/// What a server shows, and which authority's clients it lets in: all, if none is named.
pub(crate) fn config(shown: &Signed, clients: Option<&Authority>) -> ServerConfig {
    config_of(rustls::ALL_VERSIONS, shown, clients)
}

/// The same with some versions of TLS alone.
pub(crate) fn config_of(
    versions: &[&'static SupportedProtocolVersion],
    shown: &Signed,
    clients: Option<&Authority>,
) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_protocol_versions(versions).unwrap();
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(authority.pem.as_bytes()).unwrap()).unwrap();
            config.with_client_cert_verifier(WebPkiClientVerifier::builder_with_provider(roots.into(), provider).build().unwrap())
        }
    };
    let certificate = CertificateDer::from_pem_slice(shown.certificate.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(shown.key.as_bytes()).unwrap();
    config.with_single_cert(vec![certificate], key).unwrap()
}

impl TlsServer {
    /// A server that gives the same answer to all, and then hangs up: each poll is a handshake.
    pub(crate) async fn new(config: ServerConfig, answer: Vec<u8>) -> Self {
        Self::start(config, move |_| answer.clone()).await
    }

    /// A server that answers what it is told to.
    pub(crate) async fn start(config: ServerConfig, answer: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let config = Arc::new(Mutex::new(Arc::new(config)));
        let requests: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (shown, noted, answer) = (Arc::clone(&config), Arc::clone(&requests), Arc::new(answer));
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut open = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let acceptor = TlsAcceptor::from(Arc::clone(&shown.lock().unwrap()));
                let (noted, answer) = (Arc::clone(&noted), Arc::clone(&answer));
                open.spawn(async move {
                    // Clients may hang up at any time.
                    let _ = serve(acceptor, stream, &noted, &*answer).await;
                });
            }
        });
        Self { port, config, requests, _task: task }
    }

    /// Shows something else from the next connection on.
    pub(crate) fn show(&self, config: ServerConfig) {
        *self.config.lock().unwrap() = Arc::new(config);
    }

    pub(crate) fn url(&self) -> String {
        format!("https://localhost:{}/counts", self.port)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    requests: &Mutex<Vec<Request>>,
    answer: &(impl Fn(&Request) -> Vec<u8> + ?Sized),
) -> std::io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let request = Request { head: String::from_utf8(head).unwrap(), at: Instant::now() };
    requests.lock().unwrap().push(request.clone());
    stream.write_all(&answer(&request)).await?;
    stream.shutdown().await
}
