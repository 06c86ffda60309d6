//! Text where Leptos does not escape it.

/// A text as it is written in HTML: between tags, or in an attribute between double quotes.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_neither_ends_its_element_nor_its_attribute() {
        assert_eq!(escaped("</textarea>\"&amp;"), "&lt;/textarea>&quot;&amp;amp;");
    }
}
