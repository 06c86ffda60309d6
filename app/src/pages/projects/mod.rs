//! Projects: the list, a new one, and one's settings.

mod list;
mod new;
mod settings;
mod start;

pub(super) use list::ProjectsPage;
pub(super) use new::NewProjectPage;
pub(super) use settings::ProjectSettingsPage;
pub(super) use start::ProjectPage;
