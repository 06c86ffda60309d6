//! The list of people.

use crate::{
    Page, PageRequest, Result, Store, database::with_conn, schema::users, search, stored::Stored, stored::key_of,
    users::User,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::authority::{Granted, SystemRole, UserView};

/// Which people. All that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    /// Part of the name, as shown or as typed, or of the mail address.
    pub search: Option<String>,
    /// With this role.
    pub role: Option<SystemRole>,
    /// Only those who are disabled, or only those who are not.
    pub disabled: Option<bool>,
    /// In which order.
    pub sort: UserSort,
}

/// The order of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserSort {
    /// By name.
    #[default]
    Name,
    /// Who was there last comes first.
    LastSeen,
    /// The newest account comes first.
    Created,
}

impl Store {
    /// A page of people.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn users(&self, _: &Granted<UserView>, filter: &UserFilter, page: PageRequest) -> Result<Page<User>> {
        // The same conditions for the rows and for their number.
        macro_rules! filtered {
            ($query:expr) => {{
                let mut query = $query.into_boxed();
                if let Some(text) = &filter.search {
                    let pattern = search::containing(&key_of(text.trim()));
                    query = query.filter(users::search_key.like(pattern).escape('\\'));
                }
                if let Some(role) = filter.role {
                    query = query.filter(users::role.eq(Stored(role)));
                }
                if let Some(disabled) = filter.disabled {
                    query = query.filter(users::disabled.eq(disabled));
                }
                query
            }};
        }
        with_conn!(self, |conn| {
            let total = filtered!(users::table.count()).get_result(conn).await?;
            let query = filtered!(User::query()).limit(page.limit()).offset(page.offset());
            let query = match filter.sort {
                UserSort::Name => query.order((users::name_key.asc(), users::id.asc())),
                UserSort::LastSeen => {
                    query.order((users::last_seen_at.is_null().asc(), users::last_seen_at.desc(), users::id.asc()))
                }
                UserSort::Created => query.order(users::id.desc()),
            };
            Ok(Page { rows: query.load(conn).await?, total })
        })
    }
}
