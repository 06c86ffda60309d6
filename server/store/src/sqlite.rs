//! Opens SQLite the way this program needs it.

use crate::{Error, Result, database::Lite};
use deadpool::managed::QueueMode;
use diesel_async::{
    AsyncConnection, SimpleAsyncConnection,
    pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod, deadpool::Pool},
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
    // A file does not hang up: asking each time whether the connection is still there would double the statements.
    config.recycling_method = RecyclingMethod::Fast;
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
    // The one that was used last knows the statements and has the pages; those that are not needed stay empty.
    Pool::builder(manager).max_size(CONNECTIONS).queue_mode(QueueMode::Lifo).build().map_err(Error::unavailable)
}

/// The path as SQLite takes it.
pub(crate) fn text(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| Error::Refused(format!("the path {} is not valid UTF-8", path.display())))
}
