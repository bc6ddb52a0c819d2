//! A browser with the extension, the network that it sees, and the hosts in it: what every command
//! that drives a browser starts with.

use anyhow::Result;
use driver::{Browser, Found, Network, Options, Response};
use standin::Standin;

use crate::repo;

/// A browser with the extension, and the network that it sees.
pub(crate) struct Stage {
    pub(crate) browser: Box<dyn Browser>,
    pub(crate) network: Network,
}

impl Stage {
    /// Without a window.
    ///
    /// # Errors
    /// The browser does not start.
    pub(crate) fn start(found: &Found) -> Result<Self> {
        Self::launch(found, false, None)
    }

    /// Without a window, in a language as POSIX writes it.
    ///
    /// # Errors
    /// The browser does not start.
    pub(crate) fn speaking(found: &Found, language: &str) -> Result<Self> {
        Self::launch(found, false, Some(language.to_owned()))
    }

    /// With a window or without one.
    ///
    /// # Errors
    /// The browser does not start.
    pub(crate) fn shown(found: &Found, window: bool) -> Result<Self> {
        Self::launch(found, window, None)
    }

    fn launch(found: &Found, window: bool, language: Option<String>) -> Result<Self> {
        let network = Network::start()?;
        let options = Options {
            extension: Some(repo::root()),
            headless: !window,
            proxy: Some(network.address()),
            profile: None,
            language,
        };
        let browser = driver::launch(found, &options)?;
        Ok(Self { browser, network })
    }
}

/// The stand-in for a PrivateBin server, as a host of the browser's network.
pub(crate) fn serve_uploads(network: &Network, host: &str) -> Standin {
    let standin = Standin::new();
    let answering = standin.clone();
    network.host(host, move |request| {
        let answer = answering.answer(&request.method, request.path(), true, &request.body);
        match answer {
            None => Response::hang_up(),
            Some(answer) => {
                let response = Response::new("text/plain", answer.body).with_status(answer.status);
                let headers = answer.headers.iter();
                headers.fold(response, |response, (name, value)| {
                    response.with(name, value)
                })
            }
        }
    });
    standin
}
