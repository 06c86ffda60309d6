//! What the server holds of memory when people have worked and nobody does any more.

use super::{
    figure::{Bar, Figure},
    install::Install,
    routes::{address, routes},
    surroundings::Surroundings,
    usage::resident_mib,
};
use crate::client::Client;
use crate::process::go_on;
use anyhow::{Result, ensure};
use std::{
    thread,
    time::{Duration, Instant},
};

const SIGN_INS: usize = 10;
const PAGES: usize = 1000;
const REST: Duration = Duration::from_secs(300);

/// Measures it: on a new install ten sign-ins, each with its password; then 1,000 pages, in turn by each of the ten and in turn
/// every page of the route table; then five minutes without a request; then `VmRSS` of the server. No local engine.
pub(super) fn run(surroundings: &Surroundings) -> Result<Vec<Figure>> {
    let install = Install::make(surroundings)?;
    let server = install.start(surroundings)?;
    let mut clients: Vec<Client> = (0..SIGN_INS).map(|_| install.sign_in(&server)).collect::<Result<_>>()?;
    let mut addresses = Vec::new();
    for route in routes(&surroundings.place)? {
        if let Some(address) = address(&route.pattern, &install, &[])
            && is_page(&mut clients[0], &address)?
        {
            addresses.push(address);
        }
    }
    for number in 0..PAGES {
        go_on()?;
        let address = &addresses[number % addresses.len()];
        let answer = clients[number / addresses.len() % SIGN_INS].get(address)?;
        ensure!(answer.status == 200, "{address} answered {}", answer.status);
    }
    drop(clients);
    let busy = resident_mib(server.pid())?;
    rest(REST)?;
    let size = format!(
        "{SIGN_INS} sign-ins, {PAGES} pages of {} addresses, {} s of rest; {busy:.1} MiB before the rest",
        addresses.len(),
        REST.as_secs()
    );
    let value = resident_mib(server.pid())?;
    server.stop()?;
    Ok(vec![Figure { name: "idle-memory".into(), value, unit: "MiB", bar: Bar::AtMost(48.0), size }])
}

/// True for what a browser shows as a page; a redirect, a sheet and a stream are none.
pub(super) fn is_page(client: &mut Client, address: &str) -> Result<bool> {
    if address == "/live" {
        // It would never end.
        return Ok(false);
    }
    let answer = client.get(address)?;
    Ok(answer.status == 200 && answer.body.starts_with(b"<!DOCTYPE html>"))
}

/// Waits, unless we are asked to end.
pub(super) fn rest(time: Duration) -> Result<()> {
    let until = Instant::now() + time;
    while Instant::now() < until {
        go_on()?;
        thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}
