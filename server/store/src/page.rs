//! Pages of lists.

/// Which page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// From 0.
    pub number: u32,
    /// Rows on a page.
    pub size: u32,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { number: 0, size: 50 }
    }
}

impl PageRequest {
    pub(crate) fn limit(self) -> i64 {
        i64::from(self.size)
    }

    pub(crate) fn offset(self) -> i64 {
        i64::from(self.number) * i64::from(self.size)
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// How many rows all pages have.
    pub total: i64,
}
