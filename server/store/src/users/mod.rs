//! People: their records, how they come to be, and who manages them.

mod administrator;
mod create;
mod identity;
mod list;
mod manage;
mod password;
mod profile;
mod record;

pub use create::NewUser;
pub use identity::Identity;
pub use list::{UserFilter, UserSort};
pub use profile::{Preferences, Profile};
pub use record::{Credentials, User};
