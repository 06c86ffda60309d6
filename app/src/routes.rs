//! Every address, what it takes to use it, and whether its page holds an island.
//!
//! The guard refuses whatever has no rule here, so a route without a declared permission is dead.

use crate::{context::AppState, forms, palette};
use axum::{
    http::Method,
    routing::{MethodRouter, get, post},
};

/// What it takes to use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, signed in or not: keep this list short.
    Public,
    /// Anybody who is signed in.
    SignedIn,
    /// Signed in; the page or form asks for this permission in the project of its address.
    Project(&'static str),
    /// Signed in; the page or form asks for this permission of the installation.
    System(&'static str),
}

/// One method of one route.
#[derive(Clone, Debug)]
pub struct Rule {
    /// HEAD counts as GET.
    pub method: Method,
    /// The pattern, as axum writes it.
    pub path: &'static str,
    /// What it takes.
    pub access: Access,
    /// True when the page holds an island, and so needs the browser module.
    pub islands: bool,
    /// Called by other servers: the origin check is left out.
    pub any_origin: bool,
    /// The largest body that is read, in bytes.
    pub most_bytes: usize,
}

/// What a form or a call may send, unless its rule says otherwise.
const MOST_BYTES: usize = 256 * 1024;

impl Rule {
    const fn new(method: Method, path: &'static str, access: Access) -> Self {
        Self { method, path, access, islands: false, any_origin: false, most_bytes: MOST_BYTES }
    }

    /// A page or something else to read.
    pub const fn get(path: &'static str, access: Access) -> Self {
        Self::new(Method::GET, path, access)
    }

    /// An act.
    pub const fn post(path: &'static str, access: Access) -> Self {
        Self::new(Method::POST, path, access)
    }

    const fn with_islands(mut self) -> Self {
        self.islands = true;
        self
    }

    const fn for_any_origin(mut self) -> Self {
        self.any_origin = true;
        self
    }

    const fn up_to(mut self, bytes: usize) -> Self {
        self.most_bytes = bytes;
        self
    }
}

mod table;

pub use table::RULES;

/// The rule of a route; `path` is the pattern that matched, not the address.
pub fn rule(method: &Method, path: &str) -> Option<&'static Rule> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    RULES.iter().find(|rule| rule.method == *method && rule.path == path)
}

/// The posts that pages make; those of signing in are the server's.
pub fn forms() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![
        ("/palette", get(palette::palette)),
        ("/preferences", post(forms::preferences::choose)),
        ("/account", post(forms::account::update)),
        ("/account/sessions", post(forms::account::end_sessions)),
        ("/inbox", post(forms::inbox::read)),
        ("/projects/new", post(forms::projects::create)),
        ("/projects/enter", post(forms::projects::enter)),
        ("/projects/{project}/settings", post(forms::projects::update)),
        ("/projects/{project}/archive", post(forms::projects::archive)),
        ("/projects/{project}/delete", post(forms::projects::delete)),
        ("/projects/{project}/sql/{script}", post(forms::scripts::act)),
        ("/projects/{project}/sql/{script}/properties", post(forms::scripts::change_script)),
        ("/projects/{project}/sql/{script}/versions", post(forms::versions::create)),
        ("/projects/{project}/sql/{script}/versions/{version}/restore", post(forms::versions::restore)),
        ("/projects/{project}/scripts/new", post(forms::scripts::create_script)),
        ("/projects/{project}/folders/new", post(forms::scripts::create_folder)),
        ("/projects/{project}/folders/{folder}", post(forms::scripts::change_folder)),
        ("/projects/{project}/variables", post(forms::variables::create)),
        ("/projects/{project}/variables/{variable}", post(forms::variables::change)),
        ("/projects/{project}/jobs/new", post(forms::jobs::create)),
        ("/projects/{project}/jobs/bulk", post(forms::jobs::bulk)),
        ("/projects/{project}/jobs/views", post(forms::jobs::create_saved_view)),
        ("/projects/{project}/jobs/views/{view}", post(forms::jobs::change_saved_view)),
        ("/projects/{project}/jobs/{job}", post(forms::jobs::act)),
        ("/projects/{project}/jobs/{job}/edit", post(forms::jobs::update)),
        ("/projects/{project}/jobs/{job}/deploy", post(forms::jobs::deploy)),
        ("/projects/{project}/jobs/{job}/upgrade", post(forms::jobs::upgrade)),
        ("/projects/{project}/jobs/{job}/runs/{run}/roll-back", post(forms::jobs::roll_back)),
        ("/projects/{project}/jobs/{job}/snapshots/{snapshot}", post(forms::jobs::dispose)),
        ("/projects/{project}/templates/new", post(forms::templates::create)),
        ("/projects/{project}/templates/{template}", post(forms::templates::change)),
        ("/projects/{project}/queries/{query}", post(forms::queries::act)),
        ("/projects/{project}/members", post(forms::projects::add_member)),
        ("/projects/{project}/members/{user}", post(forms::projects::change_member)),
        ("/clusters/new", post(forms::clusters::create)),
        ("/clusters/hands-off", post(forms::hands_off::all)),
        ("/clusters/{cluster}/hands-off", post(forms::hands_off::cluster)),
        ("/projects/{project}/jobs/{job}/hands-off", post(forms::hands_off::job)),
        ("/projects/{project}/jobs/{job}/savepoints", post(forms::jobs::set_periodic_savepoints)),
        ("/clusters/{cluster}", post(forms::clusters::test)),
        ("/clusters/{cluster}/edit", post(forms::clusters::update)),
        ("/clusters/{cluster}/delete", post(forms::clusters::delete)),
        ("/clusters/{cluster}/engine", post(forms::clusters::act)),
        ("/clusters/{cluster}/grants", post(forms::clusters::grant)),
        ("/clusters/{cluster}/queries/{query}", post(forms::clusters::stop_query)),
        ("/projects/{project}/files", post(forms::files::upload)),
        ("/projects/{project}/files/{file}", post(forms::files::delete)),
        ("/projects/{project}/uploads", post(forms::uploads::begin)),
        ("/projects/{project}/uploads/{upload}", post(forms::uploads::append)),
        ("/projects/{project}/files/{file}/versions", post(forms::files::upload_version)),
        ("/users/new", post(forms::users::create)),
        ("/users/{user}/role", post(forms::users::set_role)),
        ("/users/{user}/access", post(forms::users::set_access)),
        ("/users/{user}/sessions", post(forms::users::end_sessions)),
        ("/users/{user}/password-link", post(forms::users::make_password_link)),
    ]
}
