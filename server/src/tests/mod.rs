//! The whole router, in process, with a real store.

mod access;
mod doors;
mod forms;
mod inbox;
mod jars;
mod job_state;
mod jobs;
mod live_lists;
mod pages;
mod readme;
mod scripts;
mod server;
mod streams;
mod templates;
mod variables;
mod versions;
