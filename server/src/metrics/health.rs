//! Whether the server can do its work. What that means is said by whoever starts it.

use std::{pin::Pin, sync::Arc, time::Duration};

type Check = dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> + Send + Sync;

/// The question whether the server is ready: is the database reached, are its migrations done.
///
/// The reason for a no must be fit for strangers: the listener has no sign-in.
#[derive(Clone)]
pub struct Readiness(Arc<Check>);

impl Readiness {
    /// Asks this, every time anew.
    pub fn new<F, A>(ask: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<(), String>> + Send + 'static,
    {
        Self(Arc::new(move || Box::pin(ask())))
    }

    /// The answer; one that takes too long is a no.
    pub(super) async fn ask(&self) -> Result<(), String> {
        // Shorter than the second that probes usually wait, so that they get the reason.
        match tokio::time::timeout(Duration::from_millis(900), (self.0)()).await {
            Ok(answer) => answer,
            Err(_) => Err("no answer in time".to_owned()),
        }
    }
}
