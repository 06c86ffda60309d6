//! Places in a text: bytes, UTF-16 units, and lines with columns. It knows no SQL.

use serde::{Deserialize, Serialize};

/// A line and a column as people and browsers count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// From 1. A line ends with `\n`, `\r\n` or `\r`.
    pub line: usize,
    /// From 1, in UTF-16 code units; a tab is one.
    pub column: usize,
}

/// How many bytes lie between two remembered UTF-16 offsets, and so the most that is ever counted.
const STRIDE: usize = 64;

/// The index of a text; every question takes logarithmic time. What lies beyond the end is moved to the end, what lies
/// within a character to its start.
#[derive(Clone, Debug)]
pub struct Positions<'a> {
    text: &'a str,
    /// The byte at which each line starts.
    lines: Vec<usize>,
    /// The UTF-16 offset at each multiple of [`STRIDE`].
    strides: Vec<usize>,
}

impl<'a> Positions<'a> {
    /// Reads the text once.
    pub fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut lines = vec![0];
        let mut strides = Vec::with_capacity(bytes.len() / STRIDE + 1);
        let mut units = 0;
        for (stride, chunk) in bytes.chunks(STRIDE).enumerate() {
            strides.push(units);
            units += units_in(chunk);
            for (index, &byte) in chunk.iter().enumerate() {
                let next = stride * STRIDE + index + 1;
                if byte == b'\n' || byte == b'\r' && bytes.get(next) != Some(&b'\n') {
                    lines.push(next);
                }
            }
        }
        if bytes.is_empty() {
            strides.push(0);
        }
        Self { text, lines, strides }
    }

    /// The number of lines; an empty text has one.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Where a byte is.
    pub fn position(&self, byte: usize) -> Position {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.lines.partition_point(|&start| start <= byte);
        Position { line, column: self.utf16(byte) - self.utf16(self.lines[line - 1]) + 1 }
    }

    /// The byte at a position. A column beyond its line gives the end of the line.
    pub fn byte(&self, position: Position) -> usize {
        if position.line == 0 {
            return 0;
        }
        let Some(&start) = self.lines.get(position.line - 1) else {
            return self.text.len();
        };
        let line_end = match self.lines.get(position.line) {
            Some(&next) => start + self.text[start..next].trim_end_matches(['\r', '\n']).len(),
            None => self.text.len(),
        };
        let units = self.utf16(start).saturating_add(position.column.saturating_sub(1));
        self.byte_of_utf16(units).min(line_end)
    }

    /// The UTF-16 offset of a byte.
    pub fn utf16(&self, byte: usize) -> usize {
        let byte = self.text.floor_char_boundary(byte);
        let stride = (byte / STRIDE).min(self.strides.len() - 1);
        self.strides[stride] + units_in(&self.text.as_bytes()[stride * STRIDE..byte])
    }

    /// The byte at a UTF-16 offset; within a surrogate pair, the start of its character.
    pub fn byte_of_utf16(&self, units: usize) -> usize {
        let stride = self.strides.partition_point(|&at| at <= units) - 1;
        let mut seen = self.strides[stride];
        let from = stride * STRIDE;
        for (index, &byte) in self.text.as_bytes()[from..].iter().enumerate() {
            let width = units_of(byte);
            // A pair counts whole, so an offset in its middle is before its end.
            if width > 0 && seen + width > units {
                return from + index;
            }
            seen += width;
        }
        self.text.len()
    }
}

/// UTF-16 units are counted at the first byte of each character, so a stride may begin within one.
fn units_in(bytes: &[u8]) -> usize {
    bytes.iter().map(|&byte| units_of(byte)).sum()
}

fn units_of(byte: u8) -> usize {
    match byte {
        0x80..=0xbf => 0,
        0xf0.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_units_and_columns_agree_with_the_standard_library() {
        let line = "a表𠮷é\u{0}\t".repeat(40);
        for text in [String::new(), "x".into(), line.clone(), format!("\u{feff}{line}\r\n{line}\r{line}\n\n{line}")] {
            let positions = Positions::new(&text);
            for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let units = text[..byte].encode_utf16().count();
                assert_eq!(positions.utf16(byte), units);
                assert_eq!(positions.byte_of_utf16(units), byte);
                let position = positions.position(byte);
                let line_start = text[..byte].replace("\r\n", " \n").rfind(['\n', '\r']).map_or(0, |at| at + 1);
                let in_line_end = text[..byte].ends_with('\r') && text[byte..].starts_with('\n');
                if !in_line_end {
                    assert_eq!(position.column, text[line_start..byte].encode_utf16().count() + 1);
                    assert_eq!(positions.byte(position), byte);
                }
            }
        }
    }

    #[test]
    fn lines_end_in_all_three_ways() {
        let positions = Positions::new("a\r\nb\rc\nd");
        assert_eq!(positions.lines(), 4);
        assert_eq!(positions.position(3), Position { line: 2, column: 1 });
        assert_eq!(positions.position(7), Position { line: 4, column: 1 });
        assert_eq!(positions.byte(Position { line: 1, column: 9 }), 1);
    }

    #[test]
    fn what_lies_outside_is_moved_inside() {
        let positions = Positions::new("表a");
        assert_eq!(positions.position(1), Position { line: 1, column: 1 });
        assert_eq!(positions.position(99), Position { line: 1, column: 3 });
        assert_eq!(positions.byte(Position { line: 0, column: 0 }), 0);
        assert_eq!(positions.byte(Position { line: 7, column: 1 }), 4);
        assert_eq!(positions.byte(Position { line: 1, column: usize::MAX }), 4);
        assert_eq!(Positions::new("𠮷").byte_of_utf16(1), 0);
    }
}
