//! Signing in and out against a stand-in issuer, which does what a certified provider cannot be made to do.

mod issuer;
mod keys;
mod log_out;
mod sign_in;
mod tokens;
mod world;
