//! Task slots in use, as a bar and in words.

use crate::locale::Locale;
use leptos::prelude::*;

/// Used of all; the words say the same as the picture.
#[component]
pub fn SlotsBar(
    /// All slots.
    total: u32,
    /// Those that nothing runs in.
    free: u32,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let used = total.saturating_sub(free);
    let text = (locale.words().clusters.slots_used)(used, total);
    let width = width(used, total);
    let kind = (total > 0 && free == 0).then_some("warn");
    view! {
        <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect class="bar-used" data-kind=kind width=width height="6"></rect>
        </svg>
        <span class="bar-text">{text}</span>
    }
}

/// In hundredths of the bar.
fn width(used: u32, total: u32) -> String {
    match total {
        0 => "0".into(),
        total => (u64::from(used) * 100 / u64::from(total)).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_without_slots_is_empty_and_a_full_one_is_full() {
        assert_eq!([(0, 0), (1, 4), (4, 4)].map(|(used, total)| width(used, total)), ["0", "25", "100"]);
    }
}
