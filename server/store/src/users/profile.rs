//! What people say about themselves.

use crate::{
    Act, RequestId, Result, Store, database::in_transaction, schema::users, stored::Stored, users::create::search_key,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Name, Topic, authority::Standing};
use serde_json::json;

/// How a person is shown to others.
#[derive(Clone, Debug)]
pub struct Profile {
    /// What is shown.
    pub display_name: Name,
    /// Where mail goes.
    pub email: Option<String>,
}

/// How a person likes to see things; `None` follows the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// `en` or `zh-CN`.
    pub language: Option<String>,
    /// `light` or `dark`.
    pub theme: Option<String>,
    /// Of the IANA database.
    pub time_zone: Option<String>,
}

impl Store {
    /// Changes how one is shown.
    ///
    /// # Errors
    /// [`crate::Error::Missing`], or the problem [`model::Code::StaleRevision`].
    pub async fn update_profile(
        &self,
        own: &Standing,
        revision: i64,
        profile: &Profile,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let user = tx.user_at(own.user, revision).await?;
            diesel::update(users::table.find(Stored(own.user)))
                .set((
                    users::display_name.eq(profile.display_name.as_str()),
                    users::email.eq(&profile.email),
                    users::search_key.eq(search_key(
                        &user.name,
                        profile.display_name.as_str(),
                        profile.email.as_deref(),
                    )),
                    users::revision.eq(users::revision + 1),
                ))
                .execute(tx.conn)
                .await?;
            tx.changed(Topic::User(own.user), revision + 1);
            tx.changed(Topic::Users, 0);
            let act = Act::new("user.update", request).by(own.user).on("user", own.user, &user.name);
            let act = act.before(json!({"display_name": user.display_name, "email": user.email}));
            tx.audit(act.after(json!({"display_name": profile.display_name, "email": profile.email}))).await
        })
    }

    /// Changes how one sees things. The last choice wins, and nothing of it is worth an audit.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn set_preferences(&self, own: &Standing, preferences: &Preferences) -> Result<()> {
        in_transaction!(self, |tx| {
            let revision: i64 = diesel::update(users::table.find(Stored(own.user)))
                .set((
                    users::language.eq(&preferences.language),
                    users::theme.eq(&preferences.theme),
                    users::time_zone.eq(&preferences.time_zone),
                    users::revision.eq(users::revision + 1),
                ))
                .returning(users::revision)
                .get_result(tx.conn)
                .await?;
            tx.changed(Topic::User(own.user), revision);
            Ok(())
        })
    }
}
