//! What the list of people shows, as its address says it.

use app::paths;
use model::authority::SystemRole;
use store::{PageRequest, UserFilter, UserSort};

/// Rows on a page.
pub(super) const ROWS: u32 = 50;

/// Filter, order and page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ListState {
    pub(super) search: Option<String>,
    pub(super) role: Option<SystemRole>,
    pub(super) disabled: Option<bool>,
    pub(super) sort: UserSort,
    /// From 0; the address counts from 1.
    pub(super) page: u32,
}

impl ListState {
    /// What the parameters say; what cannot be read counts as not given.
    pub(super) fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let page = parameter("page").and_then(|text| text.parse().ok()).unwrap_or(1);
        Self {
            search: parameter("q").map(|text| text.trim().to_string()).filter(|text| !text.is_empty()),
            role: parameter("role").and_then(|text| text.parse().ok()),
            disabled: match parameter("state").as_deref() {
                Some("active") => Some(false),
                Some("disabled") => Some(true),
                _ => None,
            },
            sort: parameter("sort").and_then(|text| sort_of(&text)).unwrap_or_default(),
            page: u32::saturating_sub(page, 1),
        }
    }

    /// The address of this.
    pub(super) fn address(&self) -> String {
        let page = if self.page == 0 { String::new() } else { (u64::from(self.page) + 1).to_string() };
        let pairs = [
            ("q", self.search.as_deref().unwrap_or_default()),
            ("role", self.role.map_or("", SystemRole::as_str)),
            ("state", self.state()),
            ("sort", sort_text(self.sort)),
            ("page", &page),
        ];
        paths::with_query(paths::USERS, &pairs)
    }

    /// The same people in another order, from the first page on.
    pub(super) fn sorted(&self, sort: UserSort) -> Self {
        Self { sort, page: 0, ..self.clone() }
    }

    /// Another page of it.
    pub(super) fn at(&self, page: u32) -> Self {
        Self { page, ..self.clone() }
    }

    /// True when somebody may be left out.
    pub(super) fn is_filtered(&self) -> bool {
        self.search.is_some() || self.role.is_some() || self.disabled.is_some()
    }

    /// The value of the choice of states.
    pub(super) fn state(&self) -> &'static str {
        match self.disabled {
            None => "",
            Some(false) => "active",
            Some(true) => "disabled",
        }
    }

    /// The value of the order; empty for the usual one.
    pub(super) fn sort(&self) -> &'static str {
        sort_text(self.sort)
    }

    /// What the store is asked.
    pub(super) fn filter(&self) -> UserFilter {
        UserFilter { search: self.search.clone(), role: self.role, disabled: self.disabled, sort: self.sort }
    }

    /// Which page the store is asked for.
    pub(super) fn request(&self) -> PageRequest {
        PageRequest { number: self.page, size: ROWS }
    }
}

fn sort_text(sort: UserSort) -> &'static str {
    match sort {
        UserSort::Name => "",
        UserSort::LastSeen => "last-seen",
        UserSort::Created => "created",
    }
}

fn sort_of(text: &str) -> Option<UserSort> {
    [UserSort::LastSeen, UserSort::Created].into_iter().find(|sort| sort_text(*sort) == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{extract::Query, http::Uri};

    fn read(address: &str) -> ListState {
        let uri: Uri = address.parse().unwrap();
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&uri).unwrap();
        ListState::read(|name| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
    }

    #[test]
    fn a_list_is_read_from_its_address_as_it_was_written() {
        let full = ListState {
            search: Some("100% a&b=ö +".into()),
            role: Some(SystemRole::Auditor),
            disabled: Some(true),
            sort: UserSort::LastSeen,
            page: 6,
        };
        for state in [full, ListState::default(), ListState { sort: UserSort::Created, ..ListState::default() }] {
            assert_eq!(read(&state.address()), state);
        }
        assert_eq!(ListState::default().address(), "/users");
    }

    #[test]
    fn what_cannot_be_read_counts_as_not_given() {
        assert_eq!(read("/users?role=root&state=x&sort=password_hash&page=-1&q=%20"), ListState::default());
        assert_eq!(read("/users?page=0"), ListState::default());
    }

    #[test]
    fn another_order_begins_at_the_first_page() {
        let sorted = read("/users?q=a&page=3").sorted(UserSort::Created);
        assert_eq!(sorted.address(), "/users?q=a&sort=created");
    }
}
