//! Scripts and folders.

mod folder;
mod script;
mod workspace;

pub(crate) use folder::{change_folder, create_folder};
pub(crate) use script::{change_script, create_script};
pub(crate) use workspace::act;

use super::Posted;
use model::{Code, FolderId};

/// The folder that was chosen; the top when none was.
fn folder(form: &mut Posted) -> Option<Option<FolderId>> {
    form.parse("folder", |text| match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Code::Missing),
    })
}
