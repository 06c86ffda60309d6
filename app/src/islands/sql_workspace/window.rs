//! Which rows of a long list are in view. Pure, so that it can be tested without a browser.

/// The height of a row, in pixels; the style sheet says the same.
pub(super) const ROW: f64 = 24.0;

/// Browsers do not lay out elements of any height; beyond this, a pixel of scrolling is more than a pixel of rows.
const TALLEST: f64 = 8_000_000.0;

/// Rows that are rendered before and after those in view.
const MARGIN: u64 = 20;

/// A list of `rows` rows in a viewport of `height` pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Viewport {
    pub(super) rows: u64,
    pub(super) height: f64,
}

impl Viewport {
    /// How high the whole list is, in pixels of scrolling.
    pub(super) fn scroll_height(self) -> f64 {
        (self.rows as f64 * ROW).min(TALLEST)
    }

    /// The row at the top of the viewport, counted from 0, with its fraction.
    fn top(self, scrolled: f64) -> f64 {
        let whole = self.rows as f64 * ROW;
        let (can_scroll, has_rows) = (self.scroll_height() - self.height, whole - self.height);
        match can_scroll > 0.0 {
            true => (scrolled.clamp(0.0, can_scroll) / can_scroll * has_rows) / ROW,
            false => 0.0,
        }
    }

    /// The rows to render: from, and one past the last.
    pub(super) fn range(self, scrolled: f64) -> (u64, u64) {
        let top = self.top(scrolled) as u64;
        let shown = (self.height / ROW).ceil() as u64 + 1;
        (top.saturating_sub(MARGIN), (top + shown + MARGIN).min(self.rows))
    }

    /// Where a row stands, in pixels from the top of the scrolled area.
    pub(super) fn offset(self, row: u64, scrolled: f64) -> f64 {
        scrolled + (row as f64 - self.top(scrolled)) * ROW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_list_is_where_it_is() {
        let viewport = Viewport { rows: 100, height: 240.0 };
        assert_eq!(viewport.scroll_height(), 2400.0);
        assert_eq!(viewport.range(0.0), (0, 31));
        assert_eq!(viewport.range(1200.0), (30, 81));
        assert_eq!(viewport.offset(50, 1200.0), 1200.0);
    }

    #[test]
    fn of_a_million_rows_the_first_and_the_last_can_be_reached() {
        let viewport = Viewport { rows: 1_000_000, height: 480.0 };
        let bottom = viewport.scroll_height() - viewport.height;
        assert!(viewport.scroll_height() <= TALLEST);
        assert_eq!(viewport.range(0.0).0, 0);
        assert_eq!(viewport.range(bottom).1, 1_000_000);
        let last = viewport.offset(999_999, bottom);
        assert!((last + ROW - viewport.scroll_height()).abs() < 1.0, "the last row ends where the list ends: {last}");
    }

    #[test]
    fn a_list_that_fits_does_not_scroll() {
        assert_eq!(Viewport { rows: 3, height: 480.0 }.range(0.0), (0, 3));
        assert_eq!(Viewport { rows: 0, height: 480.0 }.range(99.0), (0, 0));
    }
}
