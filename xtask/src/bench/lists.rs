//! Lists with as many rows as an installation gathers in years: how long four readers wait, and what is sent.

use super::{
    figure::{Bar, Figure, p95_ms},
    load::{Load, load},
    seed::{AUDIT, JOBS, QUERIES, RUNS, SCRIPTS, Seeded},
    surroundings::Surroundings,
};
use crate::client::{Client, escaped};
use anyhow::{Result, ensure};
use std::{io::Write as _, time::Duration};

const READERS: Load = Load { clients: 4, answers: 800, most: Duration::from_secs(15) };
/// Before times are taken.
const WARM_UP: Load = Load { clients: 4, answers: 40, most: Duration::from_secs(5) };

/// A list as somebody asks for it.
#[derive(Clone, Debug)]
pub(super) struct List {
    /// Its name in figures.
    pub(super) name: &'static str,
    /// Its address.
    pub(super) path: String,
    /// Over how many rows, and what is asked of them.
    pub(super) size: String,
}

/// The lists there are, each with a filter and a sort where the page has them.
pub(super) fn lists(seeded: &Seeded) -> Vec<List> {
    let project = format!("/projects/{}", seeded.install.project);
    let list = |name, path, size| List { name, path, size };
    let jobs = |name, asked: &str, what: &str| {
        let size = format!("50 of {JOBS} jobs with {RUNS} runs, and how many are in each state; {what}");
        list(name, format!("{project}/jobs{asked}"), size)
    };
    vec![
        jobs("jobs", "", "by name"),
        jobs("jobs-state", "?state=running&sort=newest", "those that run, the newest first"),
        jobs("jobs-search", "?q=late", "those with a text in their names"),
        jobs("jobs-late-page", "?page=150", "by name, after the first 7,500"),
        list(
            "queries",
            format!("{project}/queries?state=finished&sort=longest"),
            format!("50 of {QUERIES} queries of a project, the finished ones, the longest first"),
        ),
        list(
            "queries-search",
            format!("{project}/queries?q={}&sort=rows", escaped("country in")),
            format!("50 of {QUERIES} queries of a project, those with a text in them, most rows first"),
        ),
        list(
            "audit",
            "/audit?person=edgar&act=script".into(),
            format!("50 of {AUDIT} lines, of one person and one kind of act"),
        ),
        list(
            "project-audit",
            format!("{project}/audit?act=member.set_role"),
            format!("50 of {AUDIT} lines, of one project and one act"),
        ),
        list(
            "scripts",
            format!("{project}/sql/{}", seeded.install.script),
            format!("the SQL page, its tree of {SCRIPTS} scripts in 200 folders"),
        ),
        list(
            "scripts-search",
            format!("{project}/sql/{}?q=late", seeded.install.script),
            format!("the SQL page, its tree of {SCRIPTS} scripts searched for a text"),
        ),
    ]
}

/// Measures each list on the whole machine: the wait of four readers at once (whole answers, p95), the HTML as it is made,
/// and the HTML as it is sent to a browser that takes brotli.
pub(super) fn run(surroundings: &Surroundings) -> Result<Vec<Figure>> {
    let seeded = surroundings.seeded()?;
    let server = seeded.install.start(surroundings)?;
    let mut figures = Vec::new();
    for List { name, path, size } in lists(seeded) {
        let cookie = &seeded.install.cookie;
        load(server.port, cookie, &path, WARM_UP)?;
        let seen = load(server.port, cookie, &path, READERS)?;
        let tries = format!("{size}; {} readers, {} answers", READERS.clients, seen.times.len());
        figures.push(figure(format!("list-{name}"), p95_ms(&seen.times), "ms", 20.0, tries));
        let mut client = seeded.install.client(&server)?;
        let html = client.get(&path)?.body;
        figures.push(figure(format!("list-{name}-html"), kib(html.len()), "KiB", 250.0, size));
        let (sent, how) = packed(&mut client, &path)?;
        figures.push(figure(format!("list-{name}-sent"), kib(sent), "KiB", 24.0, how));
    }
    server.stop()?;
    Ok(figures)
}

/// What is sent to a browser that takes brotli, in bytes, and whether it is brotli at all.
fn packed(client: &mut Client, path: &str) -> Result<(usize, String)> {
    client.accept_encoding = "br";
    let answer = client.get(path)?;
    client.accept_encoding = "";
    ensure!(answer.status == 200, "{path} answered {}", answer.status);
    let how = match answer.header("content-encoding") {
        Some("br") => "as it is sent to a browser that takes brotli".into(),
        _ => {
            let would = brotli_bytes(&answer.body)?;
            format!("sent as it is to a browser that takes brotli; quality 5 would make {:.1} KiB of it", kib(would))
        }
    };
    Ok((answer.body.len(), how))
}

/// How long the text would be, at the quality that is usual for what is made on demand.
fn brotli_bytes(text: &[u8]) -> Result<usize> {
    let mut packer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 5, 22);
    packer.write_all(text)?;
    Ok(packer.into_inner().len())
}

/// Bytes in KiB.
pub(super) fn kib(bytes: usize) -> f64 {
    bytes as f64 / 1024.0
}

fn figure(name: String, value: f64, unit: &'static str, most: f64, size: String) -> Figure {
    Figure { name, value, unit, bar: Bar::AtMost(most), size }
}
