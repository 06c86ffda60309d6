//! Projects: the list, a new one, and one's settings.

mod line;
mod list;
mod new;
mod settings;
mod start;

pub(crate) use line::ProjectLine;
pub(super) use list::ProjectsPage;
pub(super) use new::NewProjectPage;
pub(super) use settings::ProjectSettingsPage;
pub(super) use start::ProjectPage;
