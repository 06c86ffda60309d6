//! The binary: the server, and the pages it serves.

use model::authority::SystemScope;
use server::Site;
use std::process::ExitCode;

fn main() -> ExitCode {
    let site = Site { routes: pages::routes, document: pages::document, downloads: pages::downloads, see: pages::see };
    server::main(site, SystemScope::of_the_server())
}
