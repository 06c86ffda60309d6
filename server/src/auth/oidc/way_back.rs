//! The address that somebody wanted before signing in.

use url::Url;

/// In bytes.
const LONGEST: usize = 2000;

/// An address of ours that a sign-in may end at: its path and query. Anything else is nothing: a link to our sign-in
/// must not lead elsewhere.
pub(super) fn way_back(asked: &str) -> Option<String> {
    // Browsers read `\` as `/`, and leave out control characters; so does the parser below, but it is not asked.
    let plain = asked.starts_with('/') && !asked.contains('\\') && !asked.chars().any(char::is_control);
    if !plain || asked.len() > LONGEST {
        return None;
    }
    let ours = Url::parse("http://ours.invalid").ok()?;
    let url = ours.join(asked).ok()?;
    if url.origin() != ours.origin() || url.path().starts_with("//") || url.path().starts_with("/auth/") {
        return None;
    }
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{}{query}", url.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_ours_is_a_way_back() {
        assert_eq!(way_back("/projects/1?tab=a%20b#x").as_deref(), Some("/projects/1?tab=a%20b"));
        assert_eq!(way_back("/").as_deref(), Some("/"));
        for elsewhere in [
            "",
            "projects",
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "/\t/evil.example",
            "/.//evil.example",
            "/x/..//evil.example",
            "/auth/login",
            "javascript:alert(1)",
        ] {
            assert_eq!(way_back(elsewhere), None, "{elsewhere}");
        }
        assert_eq!(way_back(&format!("/{}", "x".repeat(2000))), None);
    }
}
