//! What a browser has to fetch before a page can be used: scripts and WebAssembly, packed with brotli as they are sent.

use super::{
    figure::{Bar, Figure},
    install::Install,
    lists::kib,
    memory::is_page,
    routes::{Route, address, routes},
    surroundings::{Server, Surroundings},
    workspace::Workspace,
};
use crate::client::Client;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;

/// Measures it, page by page, from what the served HTML names, what the scripts it names import, and the worker they start.
///
/// For each page without an island: all its scripts together; and of all these pages the most WebAssembly that one fetches.
/// For each page with an island: its WebAssembly, and its editor. Text that stands in the HTML itself is not counted.
pub(super) fn run(surroundings: &Surroundings) -> Result<Vec<Figure>> {
    let install = Install::make(surroundings)?;
    let server = install.start(surroundings)?;
    let examples = examples(&install, &server)?;
    let examples: Vec<(&str, &str)> = examples.iter().map(|(name, id)| (*name, id.as_str())).collect();
    let (mut somebody, mut nobody) = (install.client(&server)?, Client::new(server.port, "")?);
    let (mut figures, mut pages, mut most_wasm) = (Vec::new(), 0, 0);
    for Route { pattern, islands } in routes(&surroundings.place)? {
        let Some(address) = address(&pattern, &install, &examples) else {
            eprintln!("  left out, for there is nothing of its kind in a new install: {pattern}");
            continue;
        };
        // Whoever is signed in is not shown the door.
        let client = match is_page(&mut somebody, &address)? {
            true => &mut somebody,
            false if is_page(&mut nobody, &address)? => &mut nobody,
            false => continue,
        };
        let fetched = fetched(client, &address)?;
        if islands {
            figures.extend(of_island(&pattern, &fetched));
        } else {
            (pages, most_wasm) = (pages + 1, most_wasm.max(sum(&fetched, ".wasm")));
            figures.push(figure(format!("script {pattern}"), sum(&fetched, ".js"), 12.0, told(&fetched)));
        }
    }
    server.stop()?;
    let size = format!("the most of {pages} pages without an island");
    figures.push(figure("wasm of other pages".into(), most_wasm, 0.0, size));
    Ok(figures)
}

/// Files by their name in the folder of browser files, and their packed sizes in bytes.
type Fetched = BTreeMap<String, usize>;

fn of_island(pattern: &str, fetched: &Fetched) -> [Figure; 2] {
    let editor = fetched.get("sql_editor.js").copied().unwrap_or_default();
    [
        figure(format!("wasm {pattern}"), sum(fetched, ".wasm"), 150.0, told(fetched)),
        figure(format!("editor {pattern}"), editor, 140.0, told(fetched)),
    ]
}

fn sum(fetched: &Fetched, ending: &str) -> usize {
    fetched.iter().filter(|(name, _)| name.ends_with(ending)).map(|(_, size)| size).sum()
}

/// A cluster, a query that ran on it and a folder: their pages show what is recorded, so nothing has to listen there.
fn examples(install: &Install, server: &Server) -> Result<Vec<(&'static str, String)>> {
    let cluster = install.register_cluster(server, 1)?;
    let query = Workspace::open(install, server, &cluster)?.run("SELECT 1")?.id;
    let mut client = install.client(server)?;
    let folders = format!("/projects/{}/folders/", install.project);
    client.post(&format!("{folders}new"), &[("name", "Team"), ("folder", "")])?;
    let (_, page) = client.page("/")?;
    let page = page.text();
    let linked = page.split(&folders).skip(1).filter_map(|rest| rest.split('"').next());
    let folder = linked.filter(|id| id.len() == 36).map(str::to_owned).next();
    Ok(vec![("cluster", cluster), ("query", query), ("folder", folder.context("no link to the new folder")?)])
}

fn figure(name: String, bytes: usize, most: f64, size: String) -> Figure {
    Figure { name, value: kib(bytes), unit: "KiB", bar: Bar::AtMost(most), size }
}

/// `page.js 6.2 KiB, live_worker.js 0.7 KiB`.
fn told(fetched: &Fetched) -> String {
    let parts = fetched.iter().map(|(name, size)| format!("{name} {:.1} KiB", kib(*size)));
    parts.collect::<Vec<_>>().join(", ")
}

/// The files that a page makes a browser fetch.
fn fetched(client: &mut Client, address: &str) -> Result<Fetched> {
    let page = client.get(address)?.text();
    let folder = folder(&page).with_context(|| format!("{address} names no file of the browser"))?;
    let mut waiting = named_in_page(&page, &folder);
    let mut fetched = BTreeMap::new();
    while let Some(name) = waiting.pop() {
        if fetched.contains_key(&name) {
            continue;
        }
        let path = format!("{folder}{name}");
        let text = client.get(&path)?;
        ensure!(text.status == 200, "{path}, which {address} needs, answered {}", text.status);
        if name.ends_with(".js") {
            waiting.extend(named_in_script(&text.text(), &name));
        }
        client.accept_encoding = "br";
        let packed = client.get(&path)?.body.len();
        client.accept_encoding = "";
        fetched.insert(name, packed);
    }
    Ok(fetched)
}

/// `/pkg/<hash>/`, as the page's style sheet has it.
fn folder(page: &str) -> Option<String> {
    let from = page.find("/pkg/")?;
    let hash = page[from + 5..].find('/')?;
    Some(page[from..from + 5 + hash + 1].to_owned())
}

/// Scripts and modules that the page names: in `src`, in `href` of a preload, and in what an island is given.
fn named_in_page(page: &str, folder: &str) -> Vec<String> {
    let after = page.split(folder).skip(1);
    let names = after.filter_map(|rest| rest.split(['"', '\'', '&', '`', '#', '?', ' ', '>']).next());
    names.filter(|name| is_code(name)).map(str::to_owned).collect()
}

/// What a script imports, or starts as a worker, as names in the folder of browser files.
fn named_in_script(script: &str, name: &str) -> Vec<String> {
    let own = name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let parts: Vec<&str> = script.split(['"', '\'', '`']).collect();
    let named = parts.windows(2).filter(|pair| leads_to_a_file(pair[0].trim_end()) && pair[1].ends_with(".js"));
    named.map(|pair| format!("{own}{}", pair[1].trim_start_matches("./"))).collect()
}

fn leads_to_a_file(before: &str) -> bool {
    ["from", "import", "import(", "new URL("].iter().any(|words| before.ends_with(words))
}

fn is_code(name: &str) -> bool {
    name.ends_with(".js") || name.ends_with(".wasm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_scripts_in_tags_preloads_and_properties_of_islands() {
        let page = r##"<link rel="stylesheet" href="/pkg/ab/main.css"><script src="/pkg/ab/page.js"></script>
            <use href="/pkg/ab/icons.svg#menu"></use><link rel="preload" href="/pkg/ab/a_bg.wasm" as="fetch">
            data-props="{&quot;bundle&quot;:&quot;/pkg/ab/editor.js&quot;}""##;
        let folder = folder(page).unwrap();
        assert_eq!(folder, "/pkg/ab/");
        assert_eq!(named_in_page(page, &folder), ["page.js", "a_bg.wasm", "editor.js"]);
    }

    #[test]
    fn a_script_names_what_it_imports_and_the_worker_it_starts() {
        let script =
            r#"import { a } from './snippets/x/inline0.js'; new URL("live_worker.js", import.meta.url); "other.js";"#;
        assert_eq!(named_in_script(script, "page.js"), ["snippets/x/inline0.js", "live_worker.js"]);
        assert_eq!(named_in_script("import './b.js'", "snippets/a.js"), ["snippets/b.js"]);
    }
}
