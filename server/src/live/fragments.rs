//! Rendered fragments, shared by all who look at the same thing in the same way.

use app::{
    live::{Fragment, Seen},
    locale::Locale,
};
use model::Topic;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How many are kept; beyond it, all are forgotten: the next reader renders anew.
const MOST: usize = 512;

type Key = (Topic, i64, Locale, u64);

/// The fragments that were rendered lately.
#[derive(Clone, Debug, Default)]
pub(super) struct Fragments(Arc<Mutex<HashMap<Key, Arc<Fragment>>>>);

impl Fragments {
    /// The fragment of what was seen; rendered once for a topic, revision, locale and set of rights.
    pub(super) fn rendered(&self, seen: Seen, locale: Locale) -> Arc<Fragment> {
        let key = (seen.topic, seen.revision, locale, seen.rights);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fragment) = kept.get(&key) {
            return fragment.clone();
        }
        if kept.len() >= MOST {
            kept.clear();
        }
        let fragment = Arc::new(seen.render(locale));
        kept.insert(key, fragment.clone());
        fragment
    }
}
