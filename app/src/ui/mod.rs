//! Small components, one each. Their class in the style sheets is their name.

mod confirm;
mod empty;
mod field;
mod icon;
mod moment;
mod notice;
mod pager;
mod state;

pub use confirm::ConfirmField;
pub use empty::Empty;
pub use field::{ChoiceField, Field, FieldKind, PasswordField, TextField};
pub use icon::Icon;
pub use moment::Moment;
pub use notice::{Notice, NoticeKind};
pub use pager::Pager;
pub use state::{State, StateShape};
