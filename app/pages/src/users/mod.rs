//! The people of the installation: the list, a new one, one of them, and the link by which one chooses a password.

mod access;
mod barred;
mod line;
mod list;
mod list_state;
mod new;
mod password;
mod password_link;
mod person;
mod role;
mod sessions;
mod show;

pub(crate) use line::UserLine;
pub(super) use list::UsersPage;
pub(super) use new::NewUserPage;
pub(super) use password::ChoosePasswordPage;
pub(super) use show::UserPage;
