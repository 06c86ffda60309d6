//! All sentences, in both languages. A missing one does not compile.
//!
//! One file a capability: the struct says what there is to say, and two statics say it. Islands get their words as
//! props, so nothing of this is in the browser's module.

mod account;
mod common;
mod problem;
mod projects;
mod sign_in;

pub use account::Account;
pub use common::Common;
pub use problem::problem;
pub use projects::Projects;
pub use sign_in::SignIn;

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
}

static EN: Words = Words {
    language: Language::En,
    common: &common::EN,
    sign_in: &sign_in::EN,
    projects: &projects::EN,
    account: &account::EN,
};

static ZH: Words = Words {
    language: Language::Zh,
    common: &common::ZH,
    sign_in: &sign_in::ZH,
    projects: &projects::ZH,
    account: &account::ZH,
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
