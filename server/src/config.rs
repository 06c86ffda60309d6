//! What the server is told: by file, environment and flags, checked once, before anything is opened.
//!
//! A setting stands in one place, [`table::SETTINGS`]; parsing, `scaleph config`, `--help` and the table of the README
//! come from there. The rest of the server sees only the typed [`Config`]; it never reads the environment itself.
//! Nothing in here opens a connection, or writes.

mod data;
mod egress;
mod engine;
mod environment;
mod file;
mod files;
mod flags;
mod given;
mod kind;
mod kinds;
mod load;
mod log;
mod merge;
mod near;
mod problem;
mod query;
mod secret;
mod secret_file;
mod setting;
mod show;
mod sign_in;
mod source;
mod table;
mod values;
mod web;

pub use data::{DataConfig, DatabaseUrl, SecretKey};
pub use egress::EgressConfig;
pub use engine::{EngineConfig, EngineMode};
pub use environment::Surroundings;
pub use files::{BucketConfig, FilesConfig};
pub use flags::Flag;
pub use load::{Config, Loaded};
pub use log::{LogConfig, LogFormat};
pub use near::nearest;
pub use problem::{ConfigError, Problem};
pub use query::QueryConfig;
pub use secret::Secret;
pub use setting::Setting;
pub use show::{flag_help, markdown_table, toml_text};
pub use sign_in::{OidcConfig, SessionConfig, SignInConfig};
pub use source::Source;
pub use table::{SETTINGS, find};
pub use values::Values;
pub use web::{AdminConfig, Host, Origin, WebConfig};
