//! What guards the door: links that work once, delays for those who guess, logout tokens that work once.

mod links;
mod logout_tokens;
mod throttle;

pub use links::LinkKind;
