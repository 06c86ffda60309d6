//! Tells a jar from other things while it streams by: a ZIP file with the name of a class in its directory.

/// The first bytes of a ZIP file that is not empty.
const MAGIC: &[u8] = b"PK\x03\x04";
/// The first bytes of an entry of its directory.
const ENTRY: &[u8] = b"PK\x01\x02";
/// Where an entry says how long its name is, and where the name begins.
const NAME_LENGTH: usize = 28;
const NAME: usize = 46;
/// Longer names are passed over.
const LONGEST_NAME: usize = 1024;

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct JarScan {
    /// Bytes that may be the beginning of an entry.
    kept: Vec<u8>,
    seen: u64,
    begins_well: bool,
    has_class: bool,
}

impl JarScan {
    /// Looks at the bytes that follow.
    pub(super) fn see(&mut self, chunk: &[u8]) {
        let is_beginning = self.seen < MAGIC.len() as u64;
        self.seen += chunk.len() as u64;
        if self.has_class && !is_beginning {
            return;
        }
        self.kept.extend_from_slice(chunk);
        if is_beginning {
            self.begins_well = self.kept.starts_with(MAGIC);
        }
        let mut at = 0;
        while let Some(found) = self.kept[at..].windows(ENTRY.len()).position(|bytes| bytes == ENTRY) {
            at += found;
            let Some(head) = self.kept.get(at..at + NAME) else {
                break;
            };
            let length = usize::from(u16::from_le_bytes([head[NAME_LENGTH], head[NAME_LENGTH + 1]]));
            if length <= LONGEST_NAME {
                let Some(name) = self.kept.get(at + NAME..at + NAME + length) else {
                    break;
                };
                self.has_class |= name.ends_with(b".class");
            }
            at += ENTRY.len();
        }
        // From the entry on that is not whole yet, or what may be the beginning of its first bytes.
        let is_cut = self.kept[at..].starts_with(ENTRY);
        let from = if is_cut { at } else { self.kept.len().saturating_sub(ENTRY.len() - 1).max(at) };
        self.kept.drain(..from);
    }

    /// Whether it can still be a jar, as far as it was seen.
    pub(super) fn may_be_jar(&self) -> bool {
        self.seen < MAGIC.len() as u64 || self.begins_well
    }

    /// Whether all that was seen is a jar.
    pub(super) fn is_jar(&self) -> bool {
        self.begins_well && self.has_class
    }

    /// How many bytes were seen.
    pub(super) fn seen(&self) -> u64 {
        self.seen
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The smallest thing that passes for a jar: one empty, stored entry.
    pub(in crate::project_files) fn jar(entry: &str, content: &[u8]) -> Vec<u8> {
        let name = (entry.len() as u16).to_le_bytes();
        let size = (content.len() as u32).to_le_bytes();
        let local = [MAGIC, &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], &size, &size, &name, &[0, 0]].concat();
        let local = [&local, entry.as_bytes(), content].concat();
        let head = [ENTRY, &[20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], &size, &size, &name].concat();
        let directory = [&head, &[0; 16][..], entry.as_bytes()].concat();
        let (length, start) = ((directory.len() as u32).to_le_bytes(), (local.len() as u32).to_le_bytes());
        let end = [b"PK\x05\x06", &[0, 0, 0, 0, 1, 0, 1, 0][..], &length, &start, &[0, 0]].concat();
        [local, directory, end].concat()
    }

    fn is_jar(bytes: &[u8], chunk: usize) -> bool {
        let mut scan = JarScan::default();
        bytes.chunks(chunk).for_each(|chunk| scan.see(chunk));
        scan.is_jar()
    }

    #[test]
    fn a_zip_file_with_a_class_is_a_jar_however_it_is_cut() {
        let bytes = jar("com/example/Upper.class", b"PK\x01\x02 not an entry PK\x01");
        for chunk in 1..bytes.len() + 1 {
            assert!(is_jar(&bytes, chunk), "{chunk}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        let class = jar("com/example/Upper.class", b"x");
        for wrong in [&b""[..], b"PK", b"\x7fELF", b"<html>", &jar("readme.txt", b".class"), &class[1..]] {
            assert!(!is_jar(wrong, 7));
        }
    }
}
