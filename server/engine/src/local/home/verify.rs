//! Checks files against their pinned size and SHA-256.

use super::manifest::{Artifact, hex};
use crate::local::{LocalError, Result};
use sha2::{Digest, Sha256};
use std::{fs::File, io::Read, path::Path};

/// What a file is, compared with what is pinned.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    /// It is the pinned jar.
    Right,
    /// It is not there.
    Absent,
    /// It is another file, of this hash.
    Wrong(String),
}

/// Reads a file whole and compares it.
pub(super) fn verify(file: &Path, artifact: &Artifact) -> Result<Verdict> {
    let found = match sha256_of(file) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Verdict::Absent),
        Err(error) => return Err(LocalError::io(file)(error)),
    };
    Ok(if found == artifact.sha256 { Verdict::Right } else { Verdict::Wrong(found) })
}

fn sha256_of(file: &Path) -> std::io::Result<String> {
    let mut file = File::open(file)?;
    let mut digest = Sha256::new();
    let mut block = vec![0; 1 << 18];
    loop {
        match file.read(&mut block)? {
            0 => return Ok(hex(&digest.finalize())),
            read => digest.update(&block[..read]),
        }
    }
}
