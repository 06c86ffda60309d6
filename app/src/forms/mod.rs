//! What a posted form does: one file each, beside its page.
//!
//! Forms post to their own page's address. Success leads to the object, a problem back to the form, which shows what
//! was typed and what is wrong. They work without script.

pub(crate) mod account;
pub(crate) mod clusters;
pub(crate) mod files;
mod flash;
pub(crate) mod hands_off;
pub(crate) mod inbox;
pub(crate) mod jobs;
mod posted;
pub(crate) mod preferences;
pub(crate) mod projects;
pub(crate) mod queries;
pub(crate) mod scripts;
pub(crate) mod templates;
pub(crate) mod uploads;
pub(crate) mod users;
pub(crate) mod variables;
pub(crate) mod versions;

pub use files::MOST_JAR_BYTES;
pub use flash::{Flash, SECRET};
pub use jobs::BulkOutcome;
pub use posted::Posted;
