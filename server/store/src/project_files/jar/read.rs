//! A jar as a ZIP file: looked through within bounds, whatever it says of itself.

use super::{JarContent, class_file, manifest};
use flate2::read::DeflateDecoder;
use model::Code;
use rawzip::{CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, ZipArchive, ZipFileHeaderRecord};
use std::{fs::File, io::Read};

/// The first bytes of a ZIP file that is not empty.
pub(in crate::project_files) const MAGIC: &[u8] = b"PK\x03\x04";

const MANIFEST: &[u8] = b"META-INF/MANIFEST.MF";
/// Java does not load more of a jar of more files than this without pain either.
const MOST_ENTRIES: u32 = 200_000;
/// All of them, unpacked.
const MOST_UNPACKED: u64 = 2 << 30;
/// One that is looked into, unpacked; Java's own bound for a method makes classes smaller.
const MOST_OF_ONE: u64 = 4 << 20;
/// How many programs are told of.
const MOST_PROGRAMS: usize = 200;

/// Looks through a jar.
///
/// # Errors
/// [`Code::NotAJar`] without a class, [`Code::DamagedJar`], [`Code::TooManyEntries`] or [`Code::UnpacksTooLarge`].
pub(in crate::project_files) fn read(file: File) -> Result<JarContent, Code> {
    read_within(file, MOST_ENTRIES, MOST_UNPACKED)
}

fn read_within(file: File, most_entries: u32, most_unpacked: u64) -> Result<JarContent, Code> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipArchive::from_file(file, &mut buffer).map_err(damaged)?;
    let mut entries = archive.entries(&mut buffer);
    let (mut content, mut count, mut unpacked, mut has_class) = (JarContent::default(), 0_u32, 0_u64, false);
    while let Some(entry) = entries.next_entry().map_err(damaged)? {
        count += 1;
        unpacked = unpacked.saturating_add(entry.uncompressed_size_hint());
        if count > most_entries {
            return Err(Code::TooManyEntries { most: most_entries });
        }
        if unpacked > most_unpacked {
            return Err(Code::UnpacksTooLarge { most: i64::try_from(most_unpacked).unwrap_or(i64::MAX) });
        }
        let name = AsRef::<[u8]>::as_ref(&entry.file_path()).to_vec();
        if name == MANIFEST {
            content.main_class = unpack(&archive, &entry)?.and_then(|bytes| manifest::main_class(&bytes));
        } else if name.ends_with(b".class") {
            has_class = true;
            // What stands under `META-INF` are other versions of classes that stand elsewhere too.
            if !name.starts_with(b"META-INF/") && content.programs.len() < MOST_PROGRAMS {
                content.programs.extend(unpack(&archive, &entry)?.and_then(|bytes| class_file::program(&bytes)));
            }
        }
    }
    if u64::from(count) != archive.entries_hint() {
        return Err(Code::DamagedJar);
    }
    content.programs.sort();
    content.programs.dedup();
    if has_class { Ok(content) } else { Err(Code::NotAJar) }
}

/// The content of an entry, checked; none when it is too long or packed in a way that Java does not know.
fn unpack(archive: &ZipArchive<FileReader>, entry: &ZipFileHeaderRecord<'_>) -> Result<Option<Vec<u8>>, Code> {
    if entry.uncompressed_size_hint() > MOST_OF_ONE {
        return Ok(None);
    }
    let found = archive.get_entry(entry.wayfinder()).map_err(damaged)?;
    let packed: Box<dyn Read + '_> = match entry.compression_method() {
        CompressionMethod::STORE => Box::new(found.reader()),
        CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(found.reader())),
        _ => return Ok(None),
    };
    // It may hold more than it says: that is not read.
    let mut bytes = Vec::new();
    let mut verified = found.verifying_reader(packed.take(entry.uncompressed_size_hint() + 1));
    verified.read_to_end(&mut bytes).map_err(|_| Code::DamagedJar)?;
    Ok(Some(bytes))
}

fn damaged(_: rawzip::Error) -> Code {
    Code::DamagedJar
}

#[cfg(test)]
mod tests {
    use super::{super::samples, *};
    use std::io::{Seek, Write};

    fn looked(bytes: &[u8]) -> Result<JarContent, Code> {
        within(bytes, 10, 1000)
    }

    fn within(bytes: &[u8], entries: u32, unpacked: u64) -> Result<JarContent, Code> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        read_within(file, entries, unpacked)
    }

    #[test]
    fn programs_and_the_class_of_the_manifest_are_found() {
        let manifest: (&str, &[u8]) = ("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\r\nMain-Class: a.Main\r\n\r\n");
        let (main, other) = (samples::program("a/Main"), samples::program("a/Other"));
        let jar = samples::jar(&[manifest, ("a/Other.class", &other), ("a/Main.class", &main), ("x.txt", b"x")]);
        let found = looked(&jar).unwrap();
        assert_eq!(found.main_class.unwrap().as_str(), "a.Main");
        let programs: Vec<_> = found.programs.iter().map(|class| class.as_str()).collect();
        assert_eq!(programs, ["a.Main", "a.Other"]);
    }

    #[test]
    fn a_jar_that_is_cut_off_anywhere_is_no_jar() {
        let jar = samples::jar(&[("a/Main.class", &samples::program("a/Main"))]);
        for end in 0..jar.len() {
            assert!(looked(&jar[..end]).is_err(), "{end}");
        }
        assert_eq!(looked(&jar[..jar.len() - 30]), Err(Code::DamagedJar));
    }

    #[test]
    fn a_jar_with_a_wrong_byte_is_read_without_harm() {
        let jar = samples::jar(&[("a/Main.class", &samples::program("a/Main"))]);
        for at in 0..jar.len() {
            let mut wrong = jar.clone();
            wrong[at] ^= 0xff;
            _ = looked(&wrong);
        }
    }

    #[test]
    fn a_zip_file_without_a_class_is_no_jar() {
        assert_eq!(looked(&samples::jar(&[("readme.txt", b".class")])), Err(Code::NotAJar));
    }

    #[test]
    fn a_bomb_is_refused_by_what_it_says_and_by_what_it_does() {
        let large = vec![0; 5000];
        let bomb = samples::jar(&[("a/B.class", &large)]);
        assert!(bomb.len() < 300, "it packs well");
        assert_eq!(looked(&bomb), Err(Code::UnpacksTooLarge { most: 1000 }));
        let many: Vec<(&str, &[u8])> = vec![("a/B.class", b"x"); 11];
        assert_eq!(looked(&samples::jar(&many)), Err(Code::TooManyEntries { most: 10 }));
        assert!(looked(&samples::lying(&large, 10)).is_err_and(|code| code == Code::DamagedJar));
    }
}
