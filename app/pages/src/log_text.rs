//! The end of a log, as engines write them: lines that need attention have their colour.

use app::locale::Locale;
use leptos::prelude::*;

/// The text, or that there is none.
pub(crate) fn log_text(text: &str, label: &'static str, locale: Locale) -> AnyView {
    if text.is_empty() {
        return view! { <p class="muted">{locale.words().engine.log_empty}</p> }.into_any();
    }
    let pieces = pieces(text).into_iter().map(|(level, text)| match level {
        Some(level) => view! { <span data-level=level>{text}</span> }.into_any(),
        None => text.into_any(),
    });
    view! { <pre class="log" tabindex="0" role="region" aria-label=label><code>{pieces.collect_view()}</code></pre> }
        .into_any()
}

/// The text in runs of one level, so that a long log is few elements.
fn pieces(text: &str) -> Vec<(Option<&'static str>, String)> {
    let mut pieces: Vec<(Option<&'static str>, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let level = level(line);
        match pieces.last_mut() {
            Some((last, text)) if *last == level => text.push_str(line),
            _ => pieces.push((level, line.into())),
        }
    }
    pieces
}

fn level(line: &str) -> Option<&'static str> {
    // `2026-11-22 14:05:09,123 WARN  org.apache.…`: the level is the third word.
    match line.split_whitespace().nth(2) {
        Some("WARN") => Some("warn"),
        Some("ERROR" | "FATAL") => Some("error"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_level_are_one_piece_and_nothing_is_lost() {
        let text =
            "2026-11-22 14:05:09,1 INFO  a\n2026-11-22 14:05:09,2 WARN  b\n2026-11-22 14:05:09,3 WARN  c\n\tat d";
        let pieces = pieces(text);
        let levels: Vec<_> = pieces.iter().map(|(level, _)| *level).collect();
        assert_eq!(levels, [None, Some("warn"), None]);
        assert_eq!(pieces.iter().map(|(_, text)| text.as_str()).collect::<String>(), text);
    }
}
