//! Scripts as the editor saves them.

mod save_script;

pub use save_script::Saved;
#[cfg(feature = "ssr")]
pub use save_script::save_script;
