//! What a person was told.

mod bell;
mod page;

pub(crate) use bell::{Bell, revision};
pub(crate) use page::InboxPage;
