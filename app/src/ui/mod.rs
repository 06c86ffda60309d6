//! Small components, one each. Their class in the style sheets is their name.

mod check_field;
mod confirm;
mod empty;
mod engine_acts;
mod engine_processes;
mod engine_rights;
mod engine_status;
mod engine_steps;
mod field;
mod icon;
mod live_list;
mod moment;
mod new_password;
mod notice;
mod pager;
mod slots_bar;
mod state;
mod table;

pub use check_field::CheckField;
pub use confirm::ConfirmField;
pub use empty::Empty;
pub use engine_rights::EngineRights;
pub use engine_status::{EngineStatus, EngineView, engine_shape, operation_shape};
pub use field::{ChoiceField, Field, FieldKind, PasswordField, TextField};
pub use icon::Icon;
pub use live_list::{LiveBar, LiveList, Roll};
pub use moment::Moment;
pub use new_password::NewPasswordFields;
pub use notice::{Notice, NoticeKind};
pub use pager::Pager;
pub use slots_bar::SlotsBar;
pub use state::{State, StateShape};
pub use table::{Columns, Table};
