//! Lines of lists as they were rendered before: most of them look as they did when the list was asked for last.

use leptos::{prelude::*, tachys::html::InertElement};
use quick_cache::{Weighter, sync::Cache};
use siphasher::sip128::{Hasher128, SipHasher13};
use std::{
    any::type_name,
    hash::{BuildHasher, Hash, Hasher, RandomState},
    sync::Arc,
};

/// How much of them is kept, in bytes of HTML.
const MOST: u64 = 4 << 20;
/// About how long one is, in bytes.
const USUAL: u64 = 1 << 10;

/// Rendered lines, found by all that is shown in them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct LineCache(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kept: Cache<u128, Arc<str>, ByLength>,
    /// Of this process alone: nobody can write a line that is taken for another.
    keys: (u64, u64),
}

#[derive(Clone, Debug)]
struct ByLength;

impl Weighter<u128, Arc<str>> for ByLength {
    fn weight(&self, _: &u128, html: &Arc<str>) -> u64 {
        html.len() as u64 + 64
    }
}

impl Default for LineCache {
    fn default() -> Self {
        let random = || RandomState::new().hash_one(());
        let kept = Cache::with_weighter(usize::try_from(MOST / USUAL).unwrap_or_default(), MOST, ByLength);
        Self(Arc::new(Inner { kept, keys: (random(), random()) }))
    }
}

impl LineCache {
    /// A line of which `shown` is all that its look depends on: what it shows, the language, what its reader may do.
    pub fn line<S: Hash, V: IntoView>(&self, shown: S, render: impl FnOnce(S) -> V) -> InertElement {
        let mut hasher = SipHasher13::new_with_keys(self.0.keys.0, self.0.keys.1);
        type_name::<S>().hash(&mut hasher);
        shown.hash(&mut hasher);
        hasher.write_u8(0xff);
        let key = hasher.finish128().as_u128();
        let html = self.0.kept.get(&key).unwrap_or_else(|| {
            let html: Arc<str> = rendered(|| render(shown)).into();
            self.0.kept.insert(key, html.clone());
            html
        });
        InertElement::new(String::from(&*html))
    }
}

/// A component as text. It finds no context: all that it needs is given to it.
pub fn rendered<V: IntoView>(render: impl FnOnce() -> V) -> String {
    let around = Owner::current();
    let owner = Owner::new_root(None);
    let html = owner.with(|| render().to_html());
    owner.unset_with_forced_cleanup();
    // A new root takes the place of what is around it, and leaves it empty.
    if let Some(around) = around {
        around.set();
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_rendered_once_for_all_that_it_shows() {
        let lines = LineCache::default();
        let mut times = 0;
        let mut line = |shown: (&str, bool)| {
            let line = lines.line(shown, |(text, loud)| {
                times += 1;
                view! { <b title=loud.then_some("loud")>{text.to_owned()}</b> }
            });
            line.to_html()
        };
        let (plain, loud) = (line(("a<", false)), line(("a<", true)));
        assert!(plain.contains("a&lt;") && !plain.contains("loud"), "{plain}");
        assert!(loud.contains("a&lt;") && loud.contains("loud"), "{loud}");
        assert_eq!(line(("a<", false)), plain);
        assert_eq!(line(("a<", true)), loud);
        assert_eq!(times, 2);
    }

    #[test]
    fn a_page_finds_its_context_after_a_line_which_finds_none() {
        let page = Owner::new();
        page.with(|| {
            provide_context(7_u8);
            assert_eq!(rendered(use_context::<u8>), "<!>");
            assert_eq!(use_context::<u8>(), Some(7));
        });
    }

    #[test]
    fn what_differs_only_in_kind_is_not_the_same_line() {
        let lines = LineCache::default();
        let signed = lines.line(7_i64, |_| view! { <b>"signed"</b> }).to_html();
        let unsigned = lines.line(7_u64, |_| view! { <b>"unsigned"</b> }).to_html();
        assert!(signed.contains(">signed") && unsigned.contains(">unsigned"), "{signed} {unsigned}");
    }
}
