//! What leaves lines out. A field that cannot be understood says so itself.

use super::asked::{Asked, Understood};
use app::{locale::Locale, ui::Icon, words};
use leptos::prelude::*;

/// Person, acts, time and object.
#[component]
pub(super) fn Tools(
    page: String,
    asked: Asked,
    understood: Understood,
    locale: Locale,
    sprite: String,
) -> impl IntoView {
    let words = locale.words();
    let nobody = understood.nobody.then(|| (words.audit.no_such_user)(&asked.person));
    let wrong = |is_wrong: bool, text: &str| is_wrong.then(|| (words.audit.not_a_time)(text));
    let (from_wrong, until_wrong) =
        (wrong(understood.from_wrong, &asked.from), wrong(understood.until_wrong, &asked.until));
    let (from, until) = (asked.in_zone_of(&asked.from, locale), asked.in_zone_of(&asked.until, locale));
    let hidden = [("kind", asked.kind.clone()), ("id", asked.id.clone()), ("zone", locale.zone.name().into())];
    let hidden = hidden.into_iter().filter(|(_, value)| !value.is_empty());
    let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let clear = asked.is_filtered().then(|| {
        let href = page.clone();
        view! { <a class="button" data-kind="quiet" data-size="dense" href=href>{words.common.clear}</a> }
    });
    let object = object(&page, &asked, locale, sprite);
    view! {
        <form method="get" action=page class="table-tools audit-tools" role="search">
            <FilterField name="person" kind="search" label=words.audit.user_name value=asked.person problem=nobody/>
            <Acts chosen=asked.act locale/>
            <FilterField name="from" kind="datetime-local" label=words.audit.from value=from problem=from_wrong/>
            <FilterField name="until" kind="datetime-local" label=words.audit.until value=until problem=until_wrong/>
            {hidden.collect_view()}
            <div class="audit-tools-acts">
                <button class="button" data-size="dense">{words.common.filter}</button>
                {clear}
            </div>
            {object}
        </form>
    }
}

#[component]
fn FilterField(
    name: &'static str,
    kind: &'static str,
    label: &'static str,
    value: String,
    problem: Option<String>,
) -> impl IntoView {
    let (invalid, described) =
        (problem.is_some().then_some("true"), problem.is_some().then(|| format!("{name}-error")));
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type=kind
                value=value
                data-size="dense"
                autocomplete="off"
                aria-invalid=invalid
                aria-describedby=described.clone()
            />
            {problem.map(|sentence| view! { <p class="field-error" id=described role="alert">{sentence}</p> })}
        </div>
    }
}

/// The groups of acts; an act that an address names stands among them.
#[component]
fn Acts(chosen: String, locale: Locale) -> impl IntoView {
    let words = locale.words().audit;
    let groups: Vec<_> = words::act_groups(locale.language).collect();
    let is_known = chosen.is_empty() || groups.iter().any(|(group, _)| *group == chosen);
    let other = (!is_known).then(|| {
        let name = words::act(locale.language, &chosen).map_or_else(|| chosen.clone(), String::from);
        view! { <option value=chosen.clone() selected=true>{name}</option> }
    });
    let options = groups.into_iter().map(|(group, word)| {
        view! { <option value=group selected=group == chosen>{word}</option> }
    });
    let options = options.collect_view();
    view! {
        <div class="field">
            <label for="act">{words.act}</label>
            <select id="act" name="act" data-size="dense">
                <option value="">{words.all_acts}</option>
                {options}
                {other}
            </select>
        </div>
    }
}

/// The one object that all lines are about, and the way to all others.
fn object(page: &str, asked: &Asked, locale: Locale, sprite: String) -> impl IntoView + use<> {
    let (words, others) = (locale.words(), asked.of_any_object().address(page));
    (!asked.kind.is_empty() || !asked.id.is_empty()).then(|| {
        let kind = words::object_kind(locale.language, &asked.kind).map_or_else(|| asked.kind.clone(), String::from);
        let id = asked.id.clone();
        view! {
            <div class="audit-only">
                <span class="chip">
                    {(words.audit.only_this)(&kind)}
                    <span class="mono">{id}</span>
                    <a href=others aria-label=words.common.remove>
                        <Icon name="x" sprite/>
                    </a>
                </span>
            </div>
        }
    })
}
