//! Project files where the engine of this host can read them: by the hash of their content, so that two projects, or two
//! versions, are never in each other's way.

use crate::{Result, shared::Shared};
use engine::local::LocalError;
use futures::StreamExt;
use model::{
    ProjectId, SessionClusterId,
    sql::{Needs, SqlProblem, Verdict, classify},
};
use std::{
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};
use store::{ContentHash, Store};
use tokio::{fs, io::AsyncWriteExt};

/// The folder of all of them; made if need be. Another account may read what is in it.
pub(crate) async fn folder(data_dir: &Path) -> Result<PathBuf> {
    fs::create_dir_all(data_dir).await.map_err(failed(data_dir))?;
    let data_dir = fs::canonicalize(data_dir).await.map_err(failed(data_dir))?;
    let folder = data_dir.join("engine/project-files");
    fs::create_dir_all(&folder).await.map_err(failed(&folder))?;
    // Each may be passed through, as the engine's own folders are.
    for (path, mode) in [(data_dir.join("engine"), 0o711), (folder.clone(), 0o755)] {
        fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).await.map_err(failed(&path))?;
    }
    Ok(folder)
}

/// Where the engine finds a content under a name; put there if it is not there yet.
async fn materialise(store: &Store, folder: &Path, hash: &ContentHash, name: &str) -> Result<PathBuf> {
    let place = folder.join(hash.as_str());
    let path = place.join(name);
    if fs::try_exists(&path).await.map_err(failed(&path))? {
        return Ok(path);
    }
    fs::create_dir_all(&place).await.map_err(failed(&place))?;
    fs::set_permissions(&place, std::fs::Permissions::from_mode(0o755)).await.map_err(failed(&place))?;
    // Written elsewhere first: what has its name is whole.
    let partial = place.join(format!(".{:016x}", rand::random::<u64>()));
    let written = write(store, hash, &partial).await;
    if let Err(error) = written {
        // It may never have been made.
        let _ = fs::remove_file(&partial).await;
        return Err(error);
    }
    fs::rename(&partial, &path).await.map_err(failed(&path))?;
    Ok(path)
}

/// Why the project files that a statement names cannot be handed over.
#[derive(Debug)]
pub(crate) enum PathFault {
    /// The statement may not be sent at all.
    Refused(SqlProblem),
    /// The project has no such file, or the cluster cannot read it.
    Missing {
        /// As the statement names it.
        name: String,
    },
    /// It could not be put where the engine finds it.
    Failed(crate::Error),
}

/// A statement with the names of project files replaced by where the engine of this host finds them.
pub(crate) async fn with_paths(
    shared: &Shared,
    (project, cluster): (ProjectId, SessionClusterId),
    statement: &str,
) -> Result<String, PathFault> {
    let mut text = statement.to_owned();
    let files = match classify(&text) {
        Verdict::Needs(Needs::ProjectFiles(files)) => files,
        Verdict::Refused(problem) => return Err(PathFault::Refused(problem)),
        _ => return Ok(text),
    };
    let missing = |name: &str| PathFault::Missing { name: name.to_owned() };
    let known = shared.store.files_of_project(&shared.scope, project).await;
    let known = known.map_err(|error| PathFault::Failed(error.into()))?;
    // From the last to the first, so that places stay right.
    for used in files.iter().rev() {
        let local = shared.engines.local_of(cluster).ok_or_else(|| missing(&used.name))?;
        let file = known.iter().find(|file| file.name.as_str() == used.name).ok_or_else(|| missing(&used.name))?;
        let path = materialise(&shared.store, &local.files, &file.newest.sha256, &used.name).await;
        let path = path.map_err(PathFault::Failed)?.display().to_string().replace('\'', "''");
        text.replace_range(used.range.clone(), &format!("'{path}'"));
    }
    Ok(text)
}

async fn write(store: &Store, hash: &ContentHash, path: &Path) -> Result<()> {
    let mut content = store.files().stream(hash).await?;
    let mut file = fs::File::create(path).await.map_err(failed(path))?;
    while let Some(chunk) = content.next().await {
        file.write_all(&chunk?).await.map_err(failed(path))?;
    }
    file.sync_all().await.map_err(failed(path))?;
    fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).await.map_err(failed(path))?;
    Ok(())
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> crate::Error {
    let path = path.to_owned();
    move |source| LocalError::Io { path, source }.into()
}
