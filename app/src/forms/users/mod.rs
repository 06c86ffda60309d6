//! People: what administrators do with them.

mod access;
mod create;
mod password_link;
mod role;
mod sessions;

pub(crate) use access::set_access;
pub(crate) use create::create;
pub(crate) use password_link::make_password_link;
pub(crate) use role::set_role;
pub(crate) use sessions::end_sessions;
