//! Projects and their members.

mod archive;
mod create;
mod delete;
mod enter;
mod member;
mod update;

pub(crate) use archive::archive;
pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use enter::enter;
pub(crate) use member::{add_member, change_member};
pub(crate) use update::update;

use super::Posted;
use model::{Name, Text};
use store::NewProject;

/// The fields that a new and a changed project share.
fn read(form: &mut Posted) -> Option<NewProject> {
    let name = form.parse("name", Name::parse);
    let description = form.parse("description", Text::parse);
    Some(NewProject { name: name?, description: description? })
}
