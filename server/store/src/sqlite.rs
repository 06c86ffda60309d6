//! Opens SQLite the way this program needs it.

use crate::{Error, Result, database::Lite};
use diesel_async::{
    AsyncConnection, SimpleAsyncConnection,
    pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, deadpool::Pool},
};
use futures::FutureExt;
use std::path::Path;

/// Readers beside the one writer.
const CONNECTIONS: usize = 8;

/// Said on every connection: wait for the other writer, let readers read meanwhile, survive a crash of the process.
pub(crate) const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;";

/// Makes connections to the file.
pub(crate) fn pool(path: &Path) -> Result<Pool<Lite>> {
    let mut config = ManagerConfig::<Lite>::default();
    config.custom_setup = Box::new(|url| {
        let url = url.to_owned();
        async move {
            let mut conn = Lite::establish(&url).await?;
            conn.batch_execute(PRAGMAS).await.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
            Ok(conn)
        }
        .boxed()
    });
    let manager = AsyncDieselConnectionManager::new_with_config(text(path)?, config);
    Pool::builder(manager).max_size(CONNECTIONS).build().map_err(Error::unavailable)
}

/// The path as SQLite takes it.
pub(crate) fn text(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| Error::Refused(format!("the path {} is not valid UTF-8", path.display())))
}
