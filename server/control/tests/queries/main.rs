//! Queries from their record to their end, against a gateway that answers as it is told.
#![cfg(test)]

mod drawing;
mod gateway;
mod inside;
mod jobs;
mod support;
mod takeover;
mod watching;
