//! All sentences, in both languages. A missing one does not compile.
//!
//! One file a capability: the struct says what there is to say, and two statics say it. Islands get their words as
//! props, so nothing of this is in the browser's module.

mod account;
mod acts;
mod audit;
mod common;
mod problem;
mod projects;
mod sign_in;
mod sql;
mod sql_problem;
mod users;

pub use account::Account;
pub use acts::{act, act_groups, object_kind};
pub use audit::Audit;
pub use common::Common;
pub use problem::{bytes, problem};
pub use projects::Projects;
pub use sign_in::SignIn;
pub use sql::Sql;
pub use sql_problem::sql_problem;
pub use users::Users;

use crate::locale::Language;
use model::Code;

/// Everything that can be said in one language.
#[derive(Debug)]
pub struct Words {
    /// The language.
    pub language: Language,
    /// What many pages say.
    pub common: &'static Common,
    /// Signing in and the first start.
    pub sign_in: &'static SignIn,
    /// Projects and members.
    pub projects: &'static Projects,
    /// The own account.
    pub account: &'static Account,
    /// The SQL workspace.
    pub sql: &'static Sql,
    /// The people of the installation.
    pub users: &'static Users,
    /// Who did what.
    pub audit: &'static Audit,
}

static EN: Words = Words {
    language: Language::En,
    common: &common::EN,
    sign_in: &sign_in::EN,
    projects: &projects::EN,
    account: &account::EN,
    sql: &sql::EN,
    users: &users::EN,
    audit: &audit::EN,
};

static ZH: Words = Words {
    language: Language::Zh,
    common: &common::ZH,
    sign_in: &sign_in::ZH,
    projects: &projects::ZH,
    account: &account::ZH,
    sql: &sql::ZH,
    users: &users::ZH,
    audit: &audit::ZH,
};

impl Words {
    /// The words of a language.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }

    /// The sentence of a code.
    pub fn problem(&self, code: &Code) -> String {
        problem(self.language, code)
    }
}
