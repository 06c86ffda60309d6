//! Everything that renders.
//!
//! Islands and the stubs of server functions run in the browser and on the server; all else runs on the server only,
//! and is gated here, once.

// The type of a view is as deep as its elements.
#![recursion_limit = "512"]
#![expect(unreachable_pub, reason = "the macros of Leptos write public items for components of any visibility")]

pub mod api;
mod escaped;
pub mod islands;

#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod line_cache;
#[cfg(feature = "ssr")]
pub mod live;
#[cfg(feature = "ssr")]
pub mod locale;
#[cfg(feature = "ssr")]
mod palette;
#[cfg(feature = "ssr")]
pub mod paths;
#[cfg(feature = "ssr")]
pub mod queries;
#[cfg(feature = "ssr")]
pub mod refusal;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
mod scripts;
#[cfg(feature = "ssr")]
pub mod ui;
#[cfg(feature = "ssr")]
pub mod words;
