//! The binary: the server, and the pages it serves.

use model::authority::SystemScope;
use server::Site;
use std::process::ExitCode;

fn main() -> ExitCode {
    let site = Site { addresses: pages::addresses, document: pages::document, sheets: pages::sheets, see: pages::see };
    server::main(site, SystemScope::of_the_server())
}
