//! Kinds of settings: what a text may be, said in words and checked by the type that it becomes.

/// A type that a setting's text can become.
pub(super) trait FromText: Sized {
    /// The kind in a word or two, for tables.
    const NAME: &'static str;
    /// What is allowed, in words that follow "allowed is".
    const ALLOWED: &'static str;

    /// Reads the text; nothing if it is not allowed.
    fn from_text(text: &str) -> Option<Self>;
}

/// What a setting's text may be.
#[derive(Clone, Copy)]
pub struct Kind {
    /// In a word or two.
    pub name: &'static str,
    /// In words that follow "allowed is".
    pub allowed: &'static str,
    /// Several of it, with commas between, or as a list of TOML.
    pub is_list: bool,
    /// Nothing at all is allowed too, and switches off what the setting is for.
    pub may_be_empty: bool,
    /// True or false; as a flag it needs no value.
    pub is_switch: bool,
    check: fn(&str) -> bool,
}

impl Kind {
    pub(super) const fn of<T: FromText>() -> Self {
        Self {
            name: T::NAME,
            allowed: T::ALLOWED,
            is_list: false,
            may_be_empty: false,
            is_switch: false,
            check: |text| T::from_text(text).is_some(),
        }
    }

    pub(super) const fn list<T: FromText>() -> Self {
        Self { is_list: true, ..Self::of::<T>() }
    }

    pub(super) const fn switch() -> Self {
        Self { is_switch: true, ..Self::of::<bool>() }
    }

    pub(super) const fn or_empty(self) -> Self {
        Self { may_be_empty: true, ..self }
    }

    /// Whether one text (of a list: one item) is allowed.
    pub fn allows(&self, text: &str) -> bool {
        (self.may_be_empty && text.is_empty()) || (self.check)(text)
    }

    /// The kind in a few words, for tables.
    pub fn described(&self) -> String {
        if self.is_list { format!("list of: {}", self.name) } else { self.name.to_owned() }
    }
}
