//! What people type into a search, as a pattern that finds just that.

diesel::define_sql_function! {
    /// In lower case, as far as the database knows the letters: SQLite only those of ASCII, PostgreSQL those of its locale.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// Anywhere in a text.
pub(crate) fn containing(text: &str) -> String {
    format!("%{}%", escaped(text))
}

/// At its beginning.
pub(crate) fn beginning(text: &str) -> String {
    format!("{}%", escaped(text))
}

/// Just this text. NUL cannot be in a text of PostgreSQL, nor therefore be found there.
pub(crate) fn plain(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn escaped(text: &str) -> String {
    plain(text).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_anything_to_a_pattern_means_itself() {
        assert_eq!(containing(r"100%_\"), r"%100\%\_\\%");
        assert_eq!(beginning("a"), "a%");
    }
}
