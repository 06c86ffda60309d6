//! Traps of the web half that no compiler sees: each has brought a page or a server down once.

use super::{
    Finding,
    tree::{Source, Tree},
};

/// The sources of what renders.
fn rendering(tree: &Tree) -> impl Iterator<Item = &Source> {
    tree.sources().filter(|source| ["app/src/", "app/pages/src/"].iter().any(|room| source.path.starts_with(room)))
}

/// The policy of pages allows no style attributes; they come from `style=`, and from `style:` where a server renders.
pub(super) fn styles(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in rendering(tree) {
        let directive = |after: &str| after.starts_with(|c: char| c.is_ascii_lowercase()) && after.contains('=');
        let attributes = source.places("style=").filter(|(_, before, _)| before.ends_with([' ', '\n', '\t']));
        // What an island sets in the browser is a property, not an attribute.
        let rendered = !source.path.starts_with("app/src/islands/");
        let directives = source
            .places("style:")
            .filter(|(_, _, after)| rendered && directive(after.split(['\n', ' ']).next().unwrap_or_default()));
        for (at, ..) in attributes.chain(directives) {
            findings.push(Finding::new(at, "a style attribute: the content security policy refuses it; use a class"));
        }
    }
    findings
}

/// A value that is bound to its thread, made while a page is rendered, ends the server when it is dropped on another.
pub(super) fn local_values(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in rendering(tree) {
        for name in ["StoredValue::new_local(", "RwSignal::new_local(", "signal_local("] {
            let what =
                format!("{name}..) ends the server when a page is rendered: StoredValue<Option<SendWrapper<..>>>");
            findings.extend(source.places(name).map(|(at, ..)| Finding::new(at, what.clone())));
        }
    }
    findings
}

/// Leptos' `nonce` feature in the workspace brings a crate to the browser that does not compile there.
pub(super) fn nonce(tree: &Tree) -> Vec<Finding> {
    let manifest = tree.files.get("Cargo.toml").map_or("", String::as_str);
    let named = |line: &&str| line.starts_with("leptos ") && line.contains("\"nonce\"");
    let what = "leptos/nonce belongs to `ssr` of app and to server: it does not compile for the browser";
    manifest.lines().find(named).map(|_| Finding::new("Cargo.toml", what)).into_iter().collect()
}

/// The bindgen library writes what exactly one version of the crate understands.
pub(super) fn bindgen(tree: &Tree) -> Vec<Finding> {
    let lock = tree.files.get("Cargo.lock").map_or("", String::as_str);
    let version = |name: &str| lock.split_once(&format!("name = \"{name}\"\nversion = \""))?.1.split('"').next();
    let (library, tool) = (version("wasm-bindgen"), version("wasm-bindgen-cli-support"));
    match (library, tool) {
        (Some(library), Some(tool)) if library != tool => {
            let what = format!("wasm-bindgen {library} and wasm-bindgen-cli-support {tool} must be of one version");
            vec![Finding::new("Cargo.lock", what)]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_attribute_in_a_view_is_found() {
        let found = |text| styles(&Tree::with(&[("app/src/ui/bar.rs", text)])).len();
        assert_eq!(found("view! { <p style=\"color: red\"/> }"), 1);
        assert_eq!(found("view! { <p style:width=move || w.get()/> }"), 1);
        assert_eq!(found("struct A { style: Style, }\nlet font_style = 1;"), 0);
    }

    #[test]
    fn a_local_value_in_an_island_is_found() {
        let text = "fn f() { StoredValue::new_local(1) }";
        assert_eq!(local_values(&Tree::with(&[("app/src/islands/a.rs", text)])).len(), 1);
    }

    #[test]
    fn the_nonce_in_the_workspace_is_found() {
        let text = "leptos = { version = \"0.8\", features = [\"islands\", \"nonce\"] }\n";
        assert_eq!(nonce(&Tree::with(&[("Cargo.toml", text)])).len(), 1);
        assert!(nonce(&Tree::with(&[("app/Cargo.toml", text)])).is_empty());
    }

    #[test]
    fn two_versions_of_bindgen_are_found() {
        let lock = |tool: &str| {
            let package = |name, version: &str| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n");
            package("wasm-bindgen", "0.2.1") + &package("wasm-bindgen-cli-support", tool)
        };
        assert_eq!(bindgen(&Tree::with(&[("Cargo.lock", &lock("0.2.2"))])).len(), 1);
        assert!(bindgen(&Tree::with(&[("Cargo.lock", &lock("0.2.1"))])).is_empty());
    }
}
