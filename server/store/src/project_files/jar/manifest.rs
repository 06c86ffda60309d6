//! The manifest of a jar: which class it says is to be run.

use model::ClassName;

/// The class that a manifest names, as Flink looks for it: `program-class` before `Main-Class`.
pub(super) fn main_class(manifest: &[u8]) -> Option<ClassName> {
    let text = String::from_utf8_lossy(manifest).replace("\r\n", "\n").replace('\r', "\n");
    // What belongs to the whole jar ends with an empty line. A line goes on in the next one that begins with a blank.
    let main = text.split("\n\n").next().unwrap_or_default().replace("\n ", "");
    let value = |wanted: &str| {
        let named = main.lines().filter_map(|line| line.split_once(':'));
        named.filter(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value).next()
    };
    ClassName::parse(value("program-class").or_else(|| value("Main-Class"))?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_is_named_before_the_first_empty_line_and_may_go_on_in_the_next() {
        let class = |text: &str| main_class(text.as_bytes()).map(|class| class.to_string());
        assert_eq!(class("Manifest-Version: 1.0\r\nMain-Class: a.Main\r\n\r\n").as_deref(), Some("a.Main"));
        assert_eq!(class("main-class: com.example.long\n .Main\n").as_deref(), Some("com.example.long.Main"));
        assert_eq!(class("Main-Class: a.A\nprogram-class: a.B\n").as_deref(), Some("a.B"));
        assert_eq!(class("Manifest-Version: 1.0\n\nName: x\nMain-Class: a.Main\n"), None);
        assert_eq!(class("Main-Class: ../x\n"), None);
        assert_eq!(main_class(b"\xff\xfe"), None);
    }
}
