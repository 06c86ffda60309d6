//! What an act changed, field by field.

use app::words::Words;
use leptos::prelude::*;
use serde_json::Value;

/// A field of what was there, or is there now.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    /// `parameters.slots`; empty for a value that has no fields.
    name: String,
    value: String,
}

/// One side: its fields, and whether each is the same on the other side.
type Side = Vec<(Field, bool)>;

/// Both sides of a change; `None` where nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Diff {
    before: Option<Side>,
    after: Option<Side>,
}

impl Diff {
    /// Compares the two; `None` when there is nothing to compare.
    pub(super) fn of(before: Option<&Value>, after: Option<&Value>, words: &Words) -> Option<Self> {
        if before.is_none() && after.is_none() {
            return None;
        }
        let fields = |value: Option<&Value>| value.map(|value| fields(value, words));
        let (before, after) = (fields(before), fields(after));
        Some(Self { before: side(before.clone(), after.as_deref()), after: side(after, before.as_deref()) })
    }

    /// How many fields differ.
    pub(super) fn changes(&self) -> usize {
        let mut names: Vec<&str> = [&self.before, &self.after]
            .into_iter()
            .flatten()
            .flatten()
            .filter(|(_, same)| !same)
            .map(|(field, _)| field.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    }
}

fn side(own: Option<Vec<Field>>, other: Option<&[Field]>) -> Option<Side> {
    let other = other.unwrap_or_default();
    let marked = |field: Field| {
        let same = other.contains(&field);
        (field, same)
    };
    own.map(|fields| fields.into_iter().map(marked).collect())
}

fn fields(value: &Value, words: &Words) -> Vec<Field> {
    let mut found = Vec::new();
    collect("", value, words, &mut found);
    found
}

fn collect(name: &str, value: &Value, words: &Words, found: &mut Vec<Field>) {
    match value {
        Value::Object(inner) if !inner.is_empty() => {
            for (key, value) in inner {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                collect(&name, value, words, found);
            }
        }
        _ => found.push(Field { name: name.into(), value: text(value, words) }),
    }
}

fn text(value: &Value, words: &Words) -> String {
    match value {
        Value::Null => "–".into(),
        Value::String(text) => match long_text(text) {
            Some((hash, characters)) => (words.audit.long_text)(characters, hash),
            None => text.clone(),
        },
        other => other.to_string(),
    }
}

/// What the audit keeps of a long text: the beginning of its hash, and its length.
fn long_text(text: &str) -> Option<(&str, &str)> {
    let (hash, rest) = text.strip_prefix("sha256:")?.split_once(" (")?;
    let characters = rest.strip_suffix(" characters)")?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hash && characters.parse::<u64>().is_ok()).then(|| (&hash[..12], characters))
}

/// Both sides, folded away.
#[component]
pub(super) fn Change(diff: Diff, words: &'static Words) -> impl IntoView {
    let summary = (words.audit.changes)(diff.changes());
    let (before, after) = (diff.before, diff.after);
    view! {
        <details class="audit-change">
            <summary>{summary}</summary>
            <div class="diff">
                <div>
                    <h4>{words.audit.before}</h4>
                    <pre>{lines(before, true, words)}</pre>
                </div>
                <div>
                    <h4>{words.audit.after}</h4>
                    <pre>{lines(after, false, words)}</pre>
                </div>
            </div>
        </details>
    }
}

fn lines(side: Option<Side>, is_before: bool, words: &Words) -> AnyView {
    let Some(side) = side else {
        return view! { <span>{words.common.none}</span> }.into_any();
    };
    let line = |(field, same): (Field, bool)| {
        let text = if field.name.is_empty() { field.value } else { format!("{}: {}", field.name, field.value) };
        match (same, is_before) {
            (true, _) => view! { <span>{text}</span> }.into_any(),
            (false, true) => view! { <del>{text}</del> }.into_any(),
            (false, false) => view! { <ins>{text}</ins> }.into_any(),
        }
    };
    side.into_iter().map(line).collect_view().into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::locale::Language;
    use serde_json::json;

    fn english() -> &'static Words {
        Words::of(Language::En)
    }

    fn written(side: &Option<Side>) -> Vec<(String, String, bool)> {
        let fields = side.iter().flatten();
        fields.map(|(field, same)| (field.name.clone(), field.value.clone(), *same)).collect()
    }

    #[test]
    fn fields_are_compared_by_name_however_deep() {
        let before = json!({"name": "a", "p": {"slots": 2, "on": true}});
        let after = json!({"name": "b", "p": {"slots": 2}, "email": null});
        let diff = Diff::of(Some(&before), Some(&after), english()).unwrap();
        let field = |name: &str, value: &str, same| (name.to_string(), value.to_string(), same);
        let expected = [field("name", "a", false), field("p.on", "true", false), field("p.slots", "2", true)];
        assert_eq!(written(&diff.before), expected);
        let expected = [field("email", "–", false), field("name", "b", false), field("p.slots", "2", true)];
        assert_eq!(written(&diff.after), expected);
        assert_eq!(diff.changes(), 3);
    }

    #[test]
    fn one_side_alone_is_all_new_or_all_gone() {
        let after = json!({"role": "owner"});
        let diff = Diff::of(None, Some(&after), english()).unwrap();
        assert_eq!((diff.before.is_none(), diff.changes()), (true, 1));
        assert_eq!(Diff::of(None, None, english()), None);
    }

    #[test]
    fn a_hash_is_shown_as_the_text_it_stands_for() {
        let hash = "0123456789abcdef".repeat(4);
        let shown = |text: &str| text_of(text, english());
        assert_eq!(shown(&format!("sha256:{hash} (4096 characters)")), "text of 4096 characters, sha256 0123456789ab…");
        for plain in ["sha256:", "sha256:abc (1 characters)", &format!("sha256:{hash} (many characters)")] {
            assert_eq!(shown(plain), plain);
        }
    }

    fn text_of(value: &str, words: &Words) -> String {
        text(&Value::from(value), words)
    }
}
