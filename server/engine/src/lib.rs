//! Flink, from the outside: its REST, its SQL Gateway, and clusters that run as processes of this host.
//!
//! The only crate that speaks HTTP to Flink. It knows neither the store nor Kubernetes: what it is asked for it does,
//! and what it is told it says in types. Everything that only looks is a *reader*; everything that changes the world
//! is an *operator*, and only `control` is given those.

pub mod connection;
mod error;
pub mod gateway;
pub mod local;
pub mod rest;

pub use error::{Error, Result};
