//! A result of a million rows: what it costs of memory, and whether it comes as fast as the gateway gives it.

use super::{
    figure::{Bar, Figure},
    gateway::{Gateway, Plan},
    memory::rest,
    surroundings::Surroundings,
    usage::resident_mib,
    workspace::Workspace,
};
use crate::client::Client;
use crate::process::go_on;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

const PAGE: usize = 5000;
const PAGES: u64 = 200;
const ROWS: u64 = PAGE as u64 * PAGES;
/// A Flink 1.20 of this host, two cores, gave a page of 5,000 rows of a data generator each 70 ms: this is faster.
const EVERY: Duration = Duration::from_millis(25);
const STATEMENT: &str = "SELECT id, name, price, ok, d, ts FROM gen";
const PATIENCE: Duration = Duration::from_secs(10);

/// Measures both, with a stand-in that has a page of 5,000 rows ready every 25 ms, made one ahead while nobody asks.
///
/// Its own rate is that of a client that does nothing with the pages and asks again after a millisecond when there is none;
/// ours is taken from the same moment, the statement's arrival, until a browser that follows the query reads that a million
/// rows are kept. Memory is the highest `VmRSS` of the server meanwhile, looked at every 10 ms, less what it was before.
pub(super) fn run(surroundings: &Surroundings) -> Result<Vec<Figure>> {
    let ms = Duration::from_millis;
    let plan = Plan { submitted: ms(60), first: ms(150), every: EVERY, pages: PAGES, rows: PAGE };
    let gateway = Gateway::start(plan)?;
    let own = drain(&gateway)?;
    let (_install, server, mut workspace) = Workspace::of_new_install(surroundings, &gateway)?;
    // Opens the session.
    let mut query = workspace.run("SHOW TABLES")?;
    workspace.until(&mut query, PATIENCE, |query, _| Ok(query.is_over))?;
    rest(Duration::from_secs(2))?;
    let before = resident_mib(server.pid())?;
    let (drawn, most) = watched(server.pid(), || draw(&mut workspace, &gateway))?;
    server.stop()?;

    let rate = |time: Duration| ROWS as f64 / time.as_secs_f64();
    let (ours, theirs) = (rate(drawn), rate(own));
    let size =
        format!("{ROWS} rows of 6 columns in pages of {PAGE}; {ours:.0} rows/s of {theirs:.0} that the gateway gives");
    let figure = |name: &str, value, unit, bar, size| Figure { name: name.into(), value, unit, bar, size };
    let grown = format!("{ROWS} rows; {before:.1} MiB before, at most {most:.1} MiB");
    Ok(vec![
        figure("million-rows-memory", most - before, "MiB", Bar::AtMost(32.0), grown),
        figure("million-rows-rate", ours / theirs * 100.0, "%", Bar::AtLeast(90.0), size),
    ])
}

/// Through the server, as a person who looks at the newest rows.
fn draw(workspace: &mut Workspace, gateway: &Gateway) -> Result<Duration> {
    let mut query = workspace.run(STATEMENT)?;
    workspace.until(&mut query, PATIENCE, |query, _| {
        go_on()?;
        ensure!(query.end == ROWS || !query.is_over, "the query ended at {} rows: {}", query.end, query.shape);
        Ok(query.end >= ROWS)
    })?;
    ensure!(query.end == ROWS, "{} rows are kept of {ROWS}", query.end);
    Ok(gateway.times(STATEMENT).context("the statement never arrived")?.arrived.elapsed())
}

/// Straight from the gateway, by a client that does nothing with what it gets.
fn drain(gateway: &Gateway) -> Result<Duration> {
    let mut client = Client::new(gateway.port, "")?;
    let text = |answer: &Value, key: &str| answer[key].as_str().map(str::to_owned).with_context(|| format!("no {key}"));
    let session = text(&client.post_json("/v2/sessions", &json!({}))?, "sessionHandle")?;
    let since = Instant::now();
    let statement = json!({"statement": STATEMENT});
    let path = format!("/v2/sessions/{session}");
    let operation = text(&client.post_json(&format!("{path}/statements"), &statement)?, "operationHandle")?;
    let (mut token, mut pages) = (0, 0);
    while pages < PAGES {
        go_on()?;
        let answer = client.get(&format!("{path}/operations/{operation}/result/{token}?rowFormat=JSON"))?;
        ensure!(answer.status == 200, "the stand-in answered {}: {}", answer.status, answer.text());
        // A page of rows is told by its length: reading it would cost this client what it is compared with.
        match answer.body.len() {
            0..10_000 => thread::sleep(Duration::from_millis(1)),
            _ => pages += 1,
        }
        if !answer.text().contains("NOT_READY") {
            token += 1;
        }
    }
    Ok(since.elapsed())
}

/// Does something, and says how much memory a process had at most meanwhile, in MiB.
fn watched<T>(pid: u32, work: impl FnOnce() -> Result<T>) -> Result<(T, f64)> {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut most = f64::NAN;
            while !done.load(Ordering::Relaxed) {
                most = most.max(resident_mib(pid)?);
                thread::sleep(Duration::from_millis(10));
            }
            Ok::<_, anyhow::Error>(most)
        });
        let worked = work();
        done.store(true, Ordering::Relaxed);
        let most = watcher.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        Ok((worked?, most))
    })
}
