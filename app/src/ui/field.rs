//! Fields of forms: what was typed before, or the stored value, and what is wrong with it.

use crate::{escaped::escaped, forms::Flash, locale::Locale};
use leptos::prelude::*;
use model::Problem;

/// What a one-line field takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A whole number.
    Number,
    /// An address.
    Url,
}

impl FieldKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            // A number field swallows what is not a number, and nothing that was typed may be lost.
            Self::Number => "text",
            Self::Url => "url",
        }
    }
}

/// A labelled line of text.
#[component]
pub fn Field(
    /// The name it is sent under.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// The stored value.
    #[prop(into)]
    value: String,
    /// What was typed before, and what is wrong with it.
    flash: Flash,
    /// How to write it.
    locale: Locale,
    /// What it takes.
    #[prop(optional)]
    kind: FieldKind,
    /// What one should know while filling it in.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// True when it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Values that the browser offers, and a word about each.
    #[prop(optional)]
    suggestions: Vec<(String, String)>,
) -> impl IntoView {
    let value = flash.typed(name).map_or(value, String::from);
    let problem = flash.problem(name).cloned();
    let described = described_by(name, hint.is_some(), problem.is_some());
    let list = (!suggestions.is_empty()).then(|| format!("{name}-list"));
    let suggested = list.clone().map(|list| {
        let options = suggestions.into_iter().map(|(value, word)| view! { <option value=value label=word></option> });
        view! { <datalist id=list>{options.collect_view()}</datalist> }
    });
    view! {
        <div class="field">
            <label for=name>{label} " " {optional.then(|| view! { <small>{locale.words().common.optional}</small> })}</label>
            <input
                id=name
                name=name
                list=list
                type=kind.as_str()
                value=value
                inputmode=(kind == FieldKind::Number).then_some("numeric")
                autocomplete=autocomplete.unwrap_or("off")
                aria-invalid=problem.is_some().then_some("true")
                aria-describedby=described
                required=!optional
            />
            {suggested}
            <Below name hint problem locale/>
        </div>
    }
}

/// A labelled text of several lines.
#[component]
pub fn TextField(
    /// The name it is sent under.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// The stored value.
    #[prop(into)]
    value: String,
    /// What was typed before, and what is wrong with it.
    flash: Flash,
    /// How to write it.
    locale: Locale,
    /// How many lines to show.
    #[prop(default = 3)]
    rows: u32,
    /// What one should know while filling it in.
    #[prop(optional)]
    hint: Option<&'static str>,
) -> impl IntoView {
    let value = flash.typed(name).map_or(value, String::from);
    let problem = flash.problem(name).cloned();
    let described = described_by(name, hint.is_some(), problem.is_some());
    view! {
        <div class="field">
            <label for=name>{label} " " <small>{locale.words().common.optional}</small></label>
            <textarea
                id=name
                name=name
                rows=rows.to_string()
                aria-invalid=problem.is_some().then_some("true")
                aria-describedby=described
                // Leptos writes the children of a text area as they are. And a parser drops the first line break, so one
                // is put before the text.
                inner_html=format!("\n{}", escaped(&value))
            ></textarea>
            <Below name hint problem locale/>
        </div>
    }
}

/// A password: sent, never kept and never shown again.
#[component]
pub fn PasswordField(
    /// The name it is sent under; it begins with `secret_`, so that it is never kept.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// What is wrong with it.
    flash: Flash,
    /// How to write it.
    locale: Locale,
    /// `current-password`, `new-password` or `off`.
    autocomplete: &'static str,
    /// What one should know while filling it in.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// True when it may stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    debug_assert!(name.starts_with(crate::forms::SECRET), "a password field is named secret_…");
    let problem = flash.problem(name).cloned();
    let described = described_by(name, hint.is_some(), problem.is_some());
    view! {
        <div class="field">
            <label for=name>{label} " " {optional.then(|| view! { <small>{locale.words().common.optional}</small> })}</label>
            <input
                id=name
                name=name
                type="password"
                autocomplete=autocomplete
                aria-invalid=problem.is_some().then_some("true")
                aria-describedby=described
                required=!optional
            />
            <Below name hint problem locale/>
        </div>
    }
}

/// One of several values.
#[component]
pub fn ChoiceField(
    /// The name it is sent under.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// The stored value.
    #[prop(into)]
    value: String,
    /// Values and their words.
    choices: Vec<(String, String)>,
    /// What was chosen before, and what is wrong with it.
    flash: Flash,
    /// How to write it.
    locale: Locale,
    /// What one should know while choosing.
    #[prop(optional)]
    hint: Option<&'static str>,
) -> impl IntoView {
    let chosen = flash.typed(name).map_or(value, String::from);
    let problem = flash.problem(name).cloned();
    let described = described_by(name, hint.is_some(), problem.is_some());
    let options = choices.into_iter().map(|(value, word)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{word}</option> }
    });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name aria-invalid=problem.is_some().then_some("true") aria-describedby=described>
                {options.collect_view()}
            </select>
            <Below name hint problem locale/>
        </div>
    }
}

/// The hint and the problem under a field.
#[component]
fn Below(name: &'static str, hint: Option<&'static str>, problem: Option<Problem>, locale: Locale) -> impl IntoView {
    let hint = hint.map(|hint| view! { <p class="field-hint" id=format!("{name}-hint")>{hint}</p> });
    let problem = problem.map(|problem| {
        let sentence = locale.words().problem(&problem.code);
        view! { <p class="field-error" id=format!("{name}-error") role="alert">{sentence}</p> }
    });
    (hint, problem)
}

fn described_by(name: &str, hint: bool, problem: bool) -> Option<String> {
    let ids = [problem.then(|| format!("{name}-error")), hint.then(|| format!("{name}-hint"))];
    let ids: Vec<String> = ids.into_iter().flatten().collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}
