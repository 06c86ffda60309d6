//! A content on its way in, in parts, before its address is known.

use crate::{Error, Result, sealing::hex};
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, path::Path as ObjectPath};
use std::sync::Arc;

/// Where contents are until their address is known.
pub(super) const FOLDER: &str = "uploads";

/// A content on its way in. Whatever happens to it, nothing of it stays but what [`Staged::finish`] puts in its place.
#[derive(Debug)]
pub(super) struct Staged {
    store: Arc<dyn ObjectStore>,
    object: ObjectPath,
    state: State,
}

#[derive(Debug)]
enum State {
    /// In parts; a server keeps, and counts, those of an upload that nobody ends.
    Parts(Box<dyn MultipartUpload>),
    /// An object that nothing refers to.
    Whole,
    /// There is nothing to clean up.
    Clean,
}

impl Staged {
    pub(super) async fn begin(store: Arc<dyn ObjectStore>) -> Result<Self> {
        let object = ObjectPath::from(format!("{FOLDER}/{}", hex(&rand::random::<[u8; 16]>())));
        let parts = store.put_multipart(&object).await.map_err(Error::Files)?;
        Ok(Self { store, object, state: State::Parts(parts) })
    }

    pub(super) async fn put(&mut self, part: Vec<u8>) -> Result<()> {
        match &mut self.state {
            State::Parts(parts) => parts.put_part(part.into()).await.map_err(Error::Files),
            State::Whole | State::Clean => Ok(()),
        }
    }

    /// Puts the last part, and all of it in its place.
    pub(super) async fn finish(mut self, rest: Vec<u8>, to: &ObjectPath) -> Result<()> {
        let finished = self.try_finish(rest, to).await;
        match finished {
            Ok(()) => self.state = State::Clean,
            Err(_) => self.abort().await,
        }
        finished
    }

    async fn try_finish(&mut self, rest: Vec<u8>, to: &ObjectPath) -> Result<()> {
        if !rest.is_empty() {
            self.put(rest).await?;
        }
        if let State::Parts(parts) = &mut self.state {
            parts.complete().await.map_err(Error::Files)?;
            self.state = State::Whole;
        }
        self.store.rename(&self.object, to).await.map_err(Error::Files)
    }

    /// Lets it go. What cannot be deleted now is found by the sweep, or by the server's own rule for unfinished uploads.
    pub(super) async fn abort(mut self) {
        let state = std::mem::replace(&mut self.state, State::Clean);
        clean(&*self.store, &self.object, state).await;
    }
}

/// Whoever brought the content went away.
impl Drop for Staged {
    fn drop(&mut self) {
        let state = std::mem::replace(&mut self.state, State::Clean);
        if let (false, Ok(runtime)) = (matches!(state, State::Clean), tokio::runtime::Handle::try_current()) {
            let (store, object) = (self.store.clone(), self.object.clone());
            runtime.spawn(async move { clean(&*store, &object, state).await });
        }
    }
}

async fn clean(store: &dyn ObjectStore, object: &ObjectPath, state: State) {
    let cleaned = match state {
        State::Parts(mut parts) => parts.abort().await,
        State::Whole => store.delete(object).await,
        State::Clean => Ok(()),
    };
    if let Err(error) = cleaned {
        tracing::warn!(%object, %error, "what was left of an upload could not be deleted");
    }
}
