//! The binary: the server, and the pages it serves.

use model::authority::SystemScope;
use server::Site;
use std::process::ExitCode;

/// A page is thousands of small pieces: with the system's allocator they cost a third of the time it takes to make one.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let site = Site { routes: pages::routes, document: pages::document, downloads: pages::downloads, see: pages::see };
    server::main(site, SystemScope::of_the_server())
}
