//! Flink SQL to be read: numbered, and coloured without script.

use leptos::prelude::*;
use model::sql::{TokenKind, lex};

/// A longer text is shown in one colour: its tokens would be many times the text.
const MOST_COLOURED: usize = 128 * 1024;

/// Words by which one sees where a statement begins and how it goes on; names have them rarely.
const KEYWORDS: &str = " add all alter and array as asc begin between by call case cast catalog change column comment constraint \
    create cross cumulate current_date current_timestamp database delete desc describe descriptor distinct distributed drop \
    else end enforced except execute exists explain false from full function group having hop if in inner insert intersect \
    interval into is jar join key lateral left like limit lookup map match_recognize materialized metadata model not null of \
    on or order outer over overwrite partition partitioned primary replace reset right row rows select session set show \
    statement system_time table temporary then to true tumble union unnest update use using values view watermark when where \
    with within ";

/// A text with the numbers of its lines.
#[component]
pub(super) fn SqlText(
    /// What it is, for who cannot see what it stands under.
    label: String,
    /// The text.
    text: String,
) -> impl IntoView {
    let lines = text.split('\n').count();
    let numbers: Vec<String> = (1..=lines).map(|line| line.to_string()).collect();
    view! {
        <div class="sql-text" tabindex="0" role="region" aria-label=label>
            <pre class="sql-lines" aria-hidden="true">{numbers.join("\n")}</pre>
            <pre>{coloured(&text)}</pre>
        </div>
    }
}

fn coloured(text: &str) -> AnyView {
    if text.len() > MOST_COLOURED {
        return text.to_owned().into_any();
    }
    let mut pieces: Vec<(Option<&'static str>, String)> = Vec::new();
    for token in lex(text) {
        let (colour, part) = (colour(token.kind, token.text(text)), token.text(text));
        match pieces.last_mut() {
            Some((last, piece)) if *last == colour => piece.push_str(part),
            _ => pieces.push((colour, part.to_owned())),
        }
    }
    let pieces = pieces.into_iter().map(|(colour, piece)| match colour {
        Some(colour) => view! { <span data-sql=colour>{piece}</span> }.into_any(),
        None => piece.into_any(),
    });
    pieces.collect_view().into_any()
}

fn colour(kind: TokenKind, text: &str) -> Option<&'static str> {
    match kind {
        TokenKind::LineComment | TokenKind::BlockComment => Some("comment"),
        TokenKind::Hint | TokenKind::Placeholder => Some("hint"),
        TokenKind::String | TokenKind::UnicodeString | TokenKind::BinaryString | TokenKind::CharsetString => {
            Some("string")
        }
        TokenKind::Number => Some("number"),
        TokenKind::Word if KEYWORDS.contains(&format!(" {} ", text.to_ascii_lowercase())) => Some("keyword"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_coloured_by_what_it_says_and_stays_itself() {
        let html = coloured("SELECT 'a<b' -- c\nFROM orders o").to_html().replace("<!>", "");
        assert!(html.contains("<span data-sql=\"keyword\">SELECT</span>"), "{html}");
        assert!(html.contains("<span data-sql=\"string\">'a&lt;b'</span>"), "{html}");
        assert!(html.contains("-- c</span>") && !html.contains("keyword\">orders"), "{html}");
    }

    #[test]
    fn a_large_text_is_left_plain() {
        assert!(!coloured(&"SELECT 1;\n".repeat(20_000)).to_html().contains("data-sql"));
    }
}
