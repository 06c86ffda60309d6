//! The one place outgoing HTTP connections come from.
//!
//! Whoever wants to ask something elsewhere says in which [`Class`] and gets a [`Client`] that
//! * speaks `http` and `https` only, without credentials in the address, proxies of the environment or redirects;
//! * resolves a name once per connection, leaves out the addresses that the class must not reach, and connects to
//!   what is left: a name that leads elsewhere a moment later gains nothing;
//! * waits and reads only so long and so much, and says what it did through `tracing`, without query and headers.
//!
//! Link-local and metadata addresses, multicast and our own listeners are refused for every class. Loopback is for
//! our own engine, or by setting. Private ranges are allowed: a company's clusters, issuers and databases live there.
//!
//! It knows nothing of what is asked or answered.

mod address;
mod answer;
mod call;
mod class;
mod client;
mod error;
mod policy;
mod resolver;
mod tls;

pub use answer::Answer;
pub use call::Call;
pub use class::Class;
pub use client::{Client, Egress};
pub use error::{Error, Result};
pub use policy::Policy;
pub use tls::{ClientCertificate, TlsOptions};
