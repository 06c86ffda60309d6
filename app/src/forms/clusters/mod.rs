//! Session clusters: registering, granting, operating.

mod delete;
mod engine;
mod fields;
mod grant;
mod probe;
mod save;
mod stop_query;
mod test;

pub(crate) use delete::delete;
pub(crate) use engine::act;
pub(crate) use grant::grant;
pub(crate) use save::{create, update};
pub(crate) use stop_query::stop_query;
pub(crate) use test::test;
