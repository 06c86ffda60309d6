//! How much later than the gateway has it a person sees the first row of a `SELECT`.

use super::{
    figure::{Bar, Figure, median, p95_ms},
    gateway::{Gateway, Plan},
    surroundings::Surroundings,
    workspace::Workspace,
};
use anyhow::{Context, Result};
use std::time::{Duration, Instant};

const TRIES: u64 = 200;
/// Before times are taken: the session is opened, connections too.
const WARM_UP: u64 = 10;
const PATIENCE: Duration = Duration::from_secs(5);

/// Measures it, with a stand-in for the gateway.
///
/// The whole time is from sending `run_statement` until an answer of `read_rows` has a row, asked for as the SQL page does: at
/// once, then whenever `/live` says that the query changed. The gateway's own time is from the statement's arrival there until
/// the page with the first row is ready, about 160 ms, different in each try. What is left is ours: recording and sending the
/// statement, the wait until the page is asked for, keeping it, telling the browser, reading it. A session is open already.
pub(super) fn run(surroundings: &Surroundings) -> Result<Vec<Figure>> {
    let ms = Duration::from_millis;
    let gateway = Gateway::start(Plan { submitted: ms(60), first: ms(150), every: ms(0), pages: 1, rows: 12 })?;
    let (_install, server, mut workspace) = Workspace::of_new_install(surroundings, &gateway)?;
    let mut tries = Vec::new();
    for number in 0..WARM_UP + TRIES {
        let seen = one(&mut workspace, &gateway, number)?;
        if number >= WARM_UP {
            tries.push(seen);
        }
    }
    server.stop()?;
    let half =
        |part: fn(&Try) -> Duration| median(tries.iter().map(|seen| part(seen).as_secs_f64() * 1000.0).collect());
    let added: Vec<Duration> = tries.iter().map(|seen| seen.sending + seen.asking + seen.showing).collect();
    let size = format!(
        "p95 of {TRIES} statements; medians: {:.1} ms until the statement is sent, {:.1} until the page is asked for, \
         {:.1} until its row is seen",
        half(|seen| seen.sending),
        half(|seen| seen.asking),
        half(|seen| seen.showing),
    );
    let value = p95_ms(&added);
    Ok(vec![Figure { name: "first-row-added".into(), value, unit: "ms", bar: Bar::AtMost(30.0), size }])
}

/// What was added to one statement's time.
struct Try {
    /// From sending `run_statement` until the statement was at the gateway.
    sending: Duration,
    /// From when the page was ready until it was asked for.
    asking: Duration,
    /// From there until its row was seen.
    showing: Duration,
}

/// Runs a statement, and waits for its end before the next one.
fn one(workspace: &mut Workspace, gateway: &Gateway, number: u64) -> Result<Try> {
    // Spread over more than the longest wait between two questions for a page.
    let own = Duration::from_millis(150) + Duration::from_micros(number * 7919 % 25_000);
    gateway.set_first(own);
    let statement = format!("SELECT id, name, price, ok, d, ts FROM gen WHERE id > {number}");
    let begun = Instant::now();
    let mut query = workspace.run(&statement)?;
    workspace.until(&mut query, PATIENCE, |_, rows| Ok(rows > 0))?;
    let seen = Instant::now();
    let times = gateway.times(&statement).context("a row came before its statement was sent")?;
    let fetched = times.fetched.context("a row came before it was fetched")?;
    workspace.until(&mut query, PATIENCE, |query, _| Ok(query.is_over))?;
    Ok(Try { sending: times.arrived - begun, asking: fetched - (times.arrived + own), showing: seen - fetched })
}
