//! Whether a bucket can be used, found out before anything is kept there.

use super::{Files, Place};
use crate::{Error, Result, sealing::hex};
use bytes::Bytes;
use futures::TryStreamExt;
use object_store::{ObjectStoreExt, path::Path};
use std::{error::Error as StdError, iter};

/// Where what is tried is.
const FOLDER: &str = "probes";

/// What S3 calls it when a setting is wrong, and which one that is.
const REFUSALS: &[(&str, &str)] = &[
    ("NoSuchBucket", "there is no such bucket"),
    ("InvalidAccessKeyId", "its server does not know files.access_key_id"),
    ("NotSignedUp", "its server does not know files.access_key_id"),
    ("SignatureDoesNotMatch", "files.secret_access_key is not the one of files.access_key_id"),
    ("InvalidToken", "files.session_token is not one of its server"),
    ("ExpiredToken", "files.session_token has expired"),
    ("RequestTimeTooSkewed", "the clock of this host is wrong"),
    ("AuthorizationHeaderMalformed", "it is in another region than files.region"),
    ("incorrectly configured region", "it is in another region than files.region, or not at files.endpoint"),
];

impl Files {
    /// Refuses a bucket in which nothing can be listed, written, read or deleted, and says which setting to look at.
    pub(crate) async fn check_bucket(&self) -> Result<()> {
        let Place::Bucket(address) = self.place() else { return Ok(()) };
        let refused =
            |why: String| Error::Refused(format!("files.url is {address}, and nothing can be kept there: {why}"));
        let probe = Path::from(format!("{FOLDER}/{}", hex(&rand::random::<[u8; 16]>())));
        let content = Bytes::copy_from_slice(probe.as_ref().as_bytes());
        let objects = self.objects();

        // What is not there or not ours is told by this, before anything is written.
        let listed: Result<Vec<_>, _> = objects.list(Some(&Path::from(FOLDER))).try_collect().await;
        listed.map_err(|error| refused(why("list", &error)))?;
        let written = objects.put(&probe, content.clone().into()).await;
        written.map_err(|error| refused(why("write", &error)))?;
        let read = match objects.get(&probe).await {
            Ok(found) => found.bytes().await,
            Err(error) => Err(error),
        };
        // Whatever came of it.
        objects.delete(&probe).await.map_err(|error| refused(why("delete", &error)))?;
        match read.map_err(|error| refused(why("read", &error)))? == content {
            true => Ok(()),
            false => Err(refused("what is written there is not what is read: is files.endpoint an S3 server?".into())),
        }
    }
}

/// Why an act failed, in words for who sets the server up.
fn why(act: &str, error: &object_store::Error) -> String {
    let mut chain = iter::successors(Some(error as &(dyn StdError + 'static)), |&error| error.source());
    if let Some(error) = chain.find_map(|error| error.downcast_ref::<egress::Error>()) {
        return match error {
            egress::Error::Refused { .. } => {
                format!("{error}; addresses of this host itself need `object_store` in egress.allow_loopback")
            }
            _ => format!("{error} ({}); see files.endpoint", error.reason()),
        };
    }
    let text = error.to_string();
    match REFUSALS.iter().find(|(code, _)| text.contains(code)) {
        Some((_, why)) => (*why).to_owned(),
        None => format!("it is refused to {act} ({text})"),
    }
}
