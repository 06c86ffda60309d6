//! How many jobs there are in each state; each number filters.

use super::{list::Asked, shape::shape_of};
use app::{locale::Locale, ui::State};
use leptos::prelude::*;
use model::JobState;
use store::JobCounts;

/// A link for all, and one for each state that a job is in.
#[component]
pub(super) fn Tiles(asked: Asked, base: String, counts: JobCounts, locale: Locale) -> impl IntoView {
    let words = locale.words().jobs;
    let all: i64 = counts.iter().map(|(_, count)| count).sum();
    let current = |is: bool| is.then_some("true");
    let first = view! {
        <a class="tile" href=asked.address(&base, None, 0) aria-current=current(asked.query.state.is_none())>
            <span class="tile-name">{words.all}</span>
            <span class="tile-figure">{all}</span>
        </a>
    };
    let count = |state: &JobState| counts.iter().find(|(is, _)| is == state).map_or(0, |(_, count)| *count);
    // What somebody looks at stays, also when the last job left it.
    let shown = JobState::ALL.iter().filter(|state| count(state) > 0 || asked.query.state == Some(**state));
    let tiles = shown.map(|state| {
        let is_current = asked.query.state == Some(*state);
        view! {
            <a class="tile" href=asked.address(&base, Some(*state), 0) aria-current=current(is_current)>
                <span class="tile-name"><State shape=shape_of(*state) word=(words.state)(*state)/></span>
                <span class="tile-figure">{count(state)}</span>
            </a>
        }
    });
    let tiles = tiles.collect_view();
    view! { <nav class="tiles" aria-label=locale.words().common.state>{first}{tiles}</nav> }
}
