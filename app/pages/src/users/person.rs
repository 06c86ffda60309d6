//! One person, as the parts of their page need to know them.

use app::{locale::Locale, words::Words};
use model::{
    Code,
    authority::{SystemPermission, SystemRole, UserManage},
};
use store::User;

/// Somebody, and what whoever looks may do with them.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) user: User,
    pub(super) locale: Locale,
    /// The reader manages people.
    pub(super) may_manage: bool,
    /// Nobody else who can sign in is an administrator.
    pub(super) is_last_administrator: bool,
    /// The reader is this person.
    pub(super) is_reader: bool,
}

impl Person {
    pub(super) fn words(&self) -> &'static Words {
        self.locale.words()
    }

    /// Why the reader may not change anything of this person.
    pub(super) fn why_not_manage(&self) -> Option<String> {
        (!self.may_manage).then(|| (self.words().common.needs_permission)(UserManage::NAME))
    }

    /// Why this person cannot lose the role, or be disabled.
    pub(super) fn why_not_lose(&self) -> Option<String> {
        let last = self.is_last_administrator.then(|| self.words().problem(&Code::LastAdministrator));
        self.why_not_manage().or(last)
    }
}

/// The roles as a choice.
pub(super) fn roles(locale: Locale) -> Vec<(String, String)> {
    let words = locale.words().users;
    let choice = |role: &SystemRole| (role.as_str().into(), (words.role)(*role).into());
    SystemRole::ALL.iter().map(choice).collect()
}

/// The same with what they mean.
pub(super) fn roles_explained(locale: Locale) -> Vec<(String, String)> {
    let words = locale.words().users;
    let choice =
        |role: &SystemRole| (role.as_str().into(), format!("{} – {}", (words.role)(*role), (words.role_means)(*role)));
    SystemRole::ALL.iter().map(choice).collect()
}
