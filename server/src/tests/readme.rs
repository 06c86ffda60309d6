//! The table of settings in both READMEs is the one that `scaleph config --markdown` prints.

const BEGIN: &str = "compared by a test -->\n";
const END: &str = "<!-- /settings -->";

#[test]
fn the_readmes_have_the_table_of_settings() {
    for name in ["README.md", "README.zh-CN.md"] {
        let path = format!("{}/../{name}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap();
        let (before, rest) = text.split_once(BEGIN).unwrap();
        let (table, after) = rest.split_once(END).unwrap();
        let now = crate::config::markdown_table();
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, format!("{before}{BEGIN}{now}{END}{after}")).unwrap();
        } else {
            assert!(table == now, "{name} differs from `scaleph config --markdown`; UPDATE_GOLDEN=1 writes it anew");
        }
    }
}
