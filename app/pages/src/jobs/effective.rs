//! Settings as they hold in the end, each with who says it.

use app::{locale::Locale, ui::Table};
use leptos::prelude::*;
use model::job::EffectiveSetting;

/// A row for each setting.
pub(crate) fn settings_table(settings: Vec<EffectiveSetting>, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().templates;
    let rows = settings.into_iter().map(|setting| {
        let value = match setting.value {
            Some(value) => view! { <code>{value}</code> }.into_any(),
            None => view! { <span class="muted">{words.value_of_cluster}</span> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row"><code>{setting.key}</code></th>
                <td>{value}</td>
                <td>{(words.origin)(&setting.origin)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table label=locale.words().jobs.settings columns=[words.setting, words.value, words.from] rows=rows/> }
}
