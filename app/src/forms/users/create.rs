//! Making an account.

use super::password_link;
use crate::{
    forms::{Flash, Posted, account},
    paths,
};
use axum::response::Response;
use model::{Code, Name, authority::UserManage};
use store::NewUser;

/// Makes an account without a password, and the link by which its person chooses one.
pub(crate) async fn create(form: Posted) -> Response {
    form.answer(async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<UserManage>()?;
        let name = form.parse("name", Name::parse);
        let display_name = form.parse("display_name", Name::parse);
        let email = form.parse("email", account::email);
        let role = form.parse("role", |text| text.parse().map_err(|_| Code::NotAChoice));
        let (Some(name), Some(display_name), Some(email), Some(role)) = (name, display_name, email, role) else {
            return Err(form.problems());
        };
        let new = NewUser { name, display_name, email, role, password_hash: None };
        let store = form.state.store.clone();
        let user = store.create_user(&granted, new, &actor.request).await?;
        let page = paths::user(user.id);
        match form.state.settings.local_sign_in {
            true => {
                let link = password_link::make(&form.state, &granted, user.id, &actor.request).await?;
                form.leave(Flash::done(page.clone(), "created").handing(link)).await?;
            }
            false => form.done(&page, "created_for_provider").await?,
        }
        Ok(page)
    })
    .await
}
