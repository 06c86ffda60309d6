//! Scripts as the editor saves them.

mod save_script;

pub use save_script::{Saved, save_script};
