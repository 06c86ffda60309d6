//! Sessions: what a cookie stands for, on this side.
//!
//! The database has a hash of the cookie and the data sealed: a copy of the database signs nobody in.

mod list;
mod session_store;

pub use list::SessionRow;
pub use session_store::{SIGN_IN, SessionLimits, Sessions, SignIn};

#[cfg(test)]
mod tests;
