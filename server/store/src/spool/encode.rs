//! Rows as lines.

use model::flink::rows::ChangeKind;

/// Rows in the form in which the spool keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpoolRows {
    pub(super) data: Vec<u8>,
    pub(super) rows: i64,
}

impl SpoolRows {
    /// No rows, with room for as many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { data: Vec::with_capacity(bytes), rows: 0 }
    }

    /// Adds a row; `fields` is a JSON array.
    pub fn push(&mut self, kind: ChangeKind, fields: &str) {
        self.data.push(kind.byte());
        let start = self.data.len();
        self.data.extend_from_slice(fields.as_bytes());
        // A line break in JSON is white space between values: in a text it would be an escape.
        for byte in &mut self.data[start..] {
            if matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
        self.data.push(b'\n');
        self.rows += 1;
    }

    /// How many there are.
    pub fn len(&self) -> i64 {
        self.rows
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// What they take, in bytes.
    pub fn bytes(&self) -> i64 {
        self.data.len() as i64
    }
}

/// Where the lines of a text of lines end; every line ends with a line break.
pub(super) fn line_ends(data: &[u8]) -> impl Iterator<Item = usize> + '_ {
    data.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1)
}

/// Kind and fields of a line.
pub(super) fn read_line(line: &[u8]) -> Option<(ChangeKind, String)> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let (kind, fields) = line.split_first()?;
    Some((ChangeKind::from_byte(*kind)?, String::from_utf8(fields.to_vec()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_one_line_however_its_json_was_written() {
        let mut rows = SpoolRows::default();
        rows.push(ChangeKind::Insert, "[1,\r\n \"a\\nb\"]");
        rows.push(ChangeKind::Delete, "[null]");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows.data, b"I[1,   \"a\\nb\"]\nD[null]\n");
        let ends: Vec<usize> = line_ends(&rows.data).collect();
        assert_eq!(read_line(&rows.data[..ends[0]]), Some((ChangeKind::Insert, "[1,   \"a\\nb\"]".into())));
        assert_eq!(read_line(&rows.data[ends[0]..ends[1]]), Some((ChangeKind::Delete, "[null]".into())));
        assert_eq!(read_line(b"x[]"), None);
    }
}
